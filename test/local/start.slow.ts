import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { standingClock } from '../../local/clock';
import { type LocalRun, start } from '../../local/start';
import type { StartOptions } from '../../local/start-options';
import type { Resource, Template } from '../../local/assembly/template';
import { portalOf, signInAs } from '../support/sign-in';
import { authorizer, change, judged, open, proxyTo, templateOf } from './rest-api';

const DEVELOPER = { accessKeyId: 'local', secretAccessKey: 'any' };
const SOURCES = {
  Backend: `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify({ env: process.env, event }) });`,
  JudgeFunction: `exports.handler = async (event) => {
    if (event.headers.Authorization !== 'good') throw new Error('Unauthorized');
    return { principalId: 'p', policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: event.methodArn } } };
  };`,
};

let directory = '';
const runs: LocalRun[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(async () => {
  for (const run of runs.splice(0)) await run.close();
  rmSync(directory, { recursive: true });
});

/** The fixture's template with a table and a second API. */
function template(): Template {
  const key = [{ AttributeName: 'PK', KeyType: 'HASH' }];
  const issuer = { 'Fn::GetAtt': ['Pool', 'ProviderURL'] };
  const made = templateOf(
    { 'GET /orders': judged, 'GET /open': open },
    {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }], KeySchema: key },
      },
      Other: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Other' } },
      OtherStage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Other' }, StageName: 'v1' } },
    },
  );
  const url = (api: string, stage: string) => ({
    Value: { 'Fn::Sub': `https://\${${api}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${stage}` },
  });
  change(made, 'Backend', {
    Environment: {
      Variables: {
        TABLE_NAME: { Ref: 'Table' },
        ISSUER: issuer,
        KEY_SET_URL: { 'Fn::Join': ['', [issuer, '/.well-known/jwks.json']] },
        EXAMPLE_URL: url('Other', 'v1/orders').Value,
      },
    },
  });
  made.Outputs = {
    OtherUrl: url('Other', 'v1'),
    ApiUrl: url('Api', 'prod'),
    TableName: { Value: { Ref: 'Table' } },
  };
  return made;
}

/** The template with a rule for the function `Backend`. */
function scheduled(): Template {
  const made = template();
  const Arn = { 'Fn::GetAtt': ['Backend', 'Arn'] };
  made.Resources.Rule = {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn, Id: 'Target0', Input: '{"task":"sweep"}' }] },
  };
  made.Resources.RulePermission = {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: Arn, Principal: 'events.amazonaws.com' },
  };
  return made;
}

const VALUE = 'native-key-of-a-customer';

/** The template with a usage plan, which `GET /open` requires a key of. */
function planned(): Template {
  const made = template();
  change(made, 'Root_open_GET', { ApiKeyRequired: true });
  made.Resources.Plan = {
    Type: 'AWS::ApiGateway::UsagePlan',
    Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }] },
  };
  return made;
}

async function planKeyIn(run: LocalRun): Promise<void> {
  const planId = run.outputs.PlanId ?? '';
  const post = async (path: string, body: object): Promise<{ id: string }> =>
    (
      await fetch(`${run.apiGateway?.url}${path}`, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: JSON.stringify(body),
      })
    ).json() as never;
  const { id: keyId } = await post('/apikeys', { name: 'customer', value: VALUE, enabled: true });
  await post(`/usageplans/${planId}/keys`, { keyId, keyType: 'API_KEY' });
}

function write(content: Template): string {
  const file = (name: string, json: unknown) => writeFileSync(join(directory, name), JSON.stringify(json));
  file('manifest.json', {
    artifacts: {
      assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      S: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' }, dependencies: ['assets'] },
    },
  });
  const files = Object.entries(SOURCES).map(([name, source]) => {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'index.js'), source);
    return [name, { source: { path: name, packaging: 'zip' }, destinations: { d: { objectKey: `${name}.zip` } } }];
  });
  file('assets.json', { files: Object.fromEntries(files) as unknown });
  file('t.json', content);
  return directory;
}

async function started(options: Partial<StartOptions> = {}, content = template()): Promise<LocalRun> {
  const run = await start({ assembly: write(content), clock: standingClock(), ...options });
  runs.push(run);
  return run;
}

describe('a run', () => {
  it('serves every API at an address of its own, which the stack’s outputs name', async () => {
    const run = await started();

    expect(run.apis).toEqual({
      Api: {
        name: 'Api',
        url: run.outputs.ApiUrl,
        routes: [
          { method: 'GET', path: '/orders', guard: { kind: 'function', functionName: 'JudgeFunction' } },
          { method: 'GET', path: '/open', guard: { kind: 'none' } },
        ],
      },
      Other: { name: 'Other', url: run.outputs.OtherUrl, routes: [] },
    });
    expect(run.outputs.ApiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/prod$/);
    expect(run.outputs.OtherUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(run.tableName).toBe(run.outputs.TableName);
    expect(run.controlUrl).toBeUndefined();
  });

  it('gives a function its variables: key set, table and pool are on loopback, the issuer is unchanged', async () => {
    const run = await started();

    const { env } = (await (await fetch(`${run.outputs.ApiUrl}/open`)).json()) as { env: Record<string, string> };

    expect(env).toMatchObject({
      TABLE_NAME: 'S-Table',
      ISSUER: `https://cognito-idp.us-east-1.amazonaws.com/${run.pool?.poolId}`,
      KEY_SET_URL: `${run.pool?.url}/${run.pool?.poolId}/.well-known/jwks.json`,
      EXAMPLE_URL: `${run.outputs.OtherUrl}/orders`,
      AWS_ENDPOINT_URL_DYNAMODB: run.table?.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: run.pool?.url,
      AWS_REGION: 'us-east-1',
    });
    expect((await fetch(env.KEY_SET_URL ?? '')).status).toBe(200);
  });

  it('serves the usage plans of the template, and their control plane with a delay that is asked for', async () => {
    const made = planned();
    made.Outputs = { ...made.Outputs, PlanId: { Value: { Ref: 'Plan' } } };
    const run = await started({ associationDelay: 60_000 }, made);
    const call = () => fetch(`${run.outputs.ApiUrl}/open`, { headers: { 'X-API-Key': VALUE } });
    await planKeyIn(run);

    const early = await call();
    run.clock.advance(60_000);
    const served = await call();

    const { env } = (await served.json()) as { env: Record<string, string> };
    expect([early.status, served.status]).toEqual([403, 200]);
    expect(env.AWS_ENDPOINT_URL_API_GATEWAY).toBe(run.apiGateway?.url);
  });

  it('without usage plans has no control plane', async () => {
    const run = await started();

    const { env } = (await (await fetch(`${run.outputs.ApiUrl}/open`)).json()) as { env: Record<string, string> };

    expect(run.apiGateway).toBeUndefined();
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL_API_GATEWAY');
  });

  it('takes its guards from the template: a method without one serves everybody', async () => {
    const run = await started({
      edit: ({ Resources }) =>
        Object.assign(Resources.Root_orders_GET?.Properties ?? {}, { AuthorizationType: 'NONE' }),
    });

    expect((await fetch(`${run.outputs.ApiUrl}/orders`)).status).toBe(200);
  });

  it('serves every table, and names the one that most functions have in their environment', async () => {
    const made = template();
    const { Table, ...others } = made.Resources;
    made.Resources = { Cache: Table as Resource, Second: Table as Resource, Table: Table as Resource, ...others };
    change(made, 'JudgeFunction', { Environment: { Variables: { A: { Ref: 'Table' }, B: { Ref: 'Second' } } } });

    const run = await started({}, made);

    expect(run.tableName).toBe('S-Table');
    const client = new DynamoDBClient({ endpoint: run.table?.url ?? '', region: 'us-east-1', credentials: DEVELOPER });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['S-Cache', 'S-Second', 'S-Table']);
    client.destroy();
  });

  it('fires a scheduled rule of the template at once', async () => {
    const run = await started({}, scheduled());

    const [invocation] = await run.fire('Rule');

    expect(invocation).toMatchObject({
      ok: true,
      payload: { body: expect.stringContaining('"event":{"task":"sweep"}') },
    });
    await expect(run.fire('Other')).rejects.toThrow('there is no rule Other');
  });

  it('needs no pool and no table', async () => {
    const bare = templateOf({ 'GET /open': open });
    delete bare.Resources.Pool;
    delete bare.Resources.Door;

    const run = await started({}, bare);

    expect([run.pool, run.table, run.tableName]).toEqual([undefined, undefined, undefined]);
    expect((await fetch(`${run.apis.Api?.url}/open`)).status).toBe(200);
  });
});

describe('a start', () => {
  it('puts the API of the output ApiUrl at the port; when the port is taken it closes everything again', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };

    await expect(started({ port })).rejects.toThrow(`port ${port} cannot be used`);

    await new Promise((resolve) => blocker.close(resolve));
    const run = await started({ port });
    expect(run.outputs.ApiUrl).toBe(`http://127.0.0.1:${port}/prod`);
  });

  it('serves every user pool, and its main one is that of the operator', async () => {
    const two = template();
    two.Resources.Second = { Type: 'AWS::Cognito::UserPool', Properties: {} };
    two.Resources.Operator = { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Second' } } };
    two.Outputs = {
      ...two.Outputs,
      OperatorClientId: { Value: { Ref: 'Operator' } },
      Id: { Value: { Ref: 'Second' } },
    };

    const run = await started({}, two);

    expect(run.pool?.poolId).toBe(run.outputs.Id);
  });

  it('knows the pool of the people who sign in to the page of the output PortalUrl, and of no other', async () => {
    const page = { 'Fn::Sub': 'https://${Other}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1/portal/' };
    const withPage = (Value: unknown): Template => {
      const made = template();
      const flows = {
        AllowedOAuthFlows: ['code'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: ['openid'],
      };
      const client = { ...flows, CallbackURLs: [page], SupportedIdentityProviders: ['COGNITO'] };
      made.Resources.People = { Type: 'AWS::Cognito::UserPool', Properties: { UsernameAttributes: ['email'] } };
      made.Resources.Portal = {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { ...client, UserPoolId: { Ref: 'People' } },
      };
      made.Outputs = { ...made.Outputs, PeopleId: { Value: { Ref: 'People' } }, PortalUrl: { Value } };
      made.Outputs.PortalClientId = { Value: { Ref: 'Portal' } };
      return made;
    };

    const run = await started({}, withPage(page));
    const other = await started({}, withPage('https://portal.example.com/'));

    expect(run.outputs.PortalUrl).toBe(`${run.outputs.OtherUrl}/portal/`);
    expect(run.people?.poolId).toBe(run.outputs.PeopleId);
    expect(other.people).toBeUndefined();
    const { sub } = run.people?.addPerson('ada@example.com', []) ?? {};
    const tokens = await signInAs(portalOf(run, run.outputs.PortalClientId), 'ada@example.com');
    expect(run.people?.authorize(tokens.access)).toMatchObject({ username: sub, scope: 'openid' });
  });

  it('that is strict refuses what it cannot serve before anything listens', async () => {
    const odd = templateOf(
      { 'GET /o': { ...open, Integration: proxyTo('Missing') } },
      { Judge: authorizer({ Type: 'REQUEST' }) },
    );

    await expect(started({ strict: true }, odd)).rejects.toMatchObject({ name: 'StartRefusal' });
  });
});
