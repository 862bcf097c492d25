/**
 * Takes each action on tables and user pool from each function, one at a time: something must fail, so no function
 * may do more than it needs; and on the untouched template everything succeeds, so none may do less.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ManagementRoute } from '../../lambda/management/endpoints/all-endpoints';
import { ROUTES } from '../support/endpoints';
import { readAssembly } from '../../local/assembly/assembly';
import { standingClock } from '../../local/clock';
import { type LocalRun, start } from '../../local/start';
import type { Template } from '../../local/assembly/template';
import { ensureAssembly } from '../support/assembly';
import { type Answer, bearer, type Credentials, send, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';
import { ofType } from './circumstances';

/** The design allows the authorizer this one beyond its need: a single read, for a lookup of its own. */
const BEYOND_NEED = [/^SallyportGuardedAuthorizer.* dynamodb:GetItem$/];

let assembly: string;
let folder: string;
/** With everything that the calls act on; each run works on a copy. */
let seeded: string;
let credentials: { operator: string; operatorId: string; key: string; token: string; client: Credentials };
const subjects = new Map<ManagementRoute, Subject>();

const routes = ROUTES.filter(({ method, path }) => TRIES[`${method} ${path}` as ManagementRoute] !== 'no table').map(
  (route) => ({ ...route, name: `${route.method} ${route.path}` as ManagementRoute }),
);
const triedAt = (name: ManagementRoute): Try => TRIES[name] as Try;

beforeAll(async () => {
  assembly = await ensureAssembly();
  folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  seeded = join(folder, 'seeded');
  const run = await withLocalRun({ dataDirectory: seeded });
  const { operator, client, key, managementUrl } = run.facts;
  const at = { ...run, url: managementUrl };
  for (const { name } of routes) subjects.set(name, await makeSubject(at, triedAt(name)));
  const [operatorToken, token] = [await run.token(operator), await run.token(client)];
  credentials = { operator: operatorToken, operatorId: operator.clientId, key: key.key, token, client };
  await run.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One action of one statement of a function's policy. */
interface Right {
  readonly name: string;
  readonly policy: string;
  take(template: Template): void;
}

interface Statement {
  Action: string | string[];
  readonly Resource: unknown;
}
const statementsOf = ({ Resources }: Template, policy: string) =>
  (Resources[policy]?.Properties?.PolicyDocument as { Statement: Statement[] }).Statement;
const templateOf = (folder: string): Template => readAssembly(folder)[0]?.template ?? { Resources: {} };
const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

function rightsIn(template: Template): Right[] {
  const policies = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === 'AWS::IAM::Policy');
  return policies.flatMap((policy) =>
    statementsOf(template, policy).flatMap((statement, at) => {
      const place = JSON.stringify(statement.Resource).includes('/index/') ? ' on the index' : '';
      const ofOurs = actionsOf(statement).filter((action) => /^(dynamodb|cognito-idp):/.test(action));
      return ofOurs.map((action) => ({
        name: `${policy} ${action}${place}`,
        policy,
        take: (edited) => {
          const own = statementsOf(edited, policy)[at];
          if (own !== undefined) own.Action = actionsOf(own).filter((one) => one !== action);
        },
      }));
    }),
  );
}

interface Told {
  readonly call: string;
  /** `trouble`: said so, and nothing else. */
  readonly seen: 'done' | 'trouble' | number;
}

/** A change that the issuer has still to be told of is trouble that its caller need not act on. */
function seenIn({ status, body }: Answer): Told['seen'] {
  if (status === 503 || body?.pending === true) return 'trouble';
  return status < 300 ? 'done' : status;
}

/** Starts on a copy of what was seeded, without the right, and makes the calls that lead to its function. */
async function callWithout(right?: Right): Promise<Told[]> {
  const dataDirectory = mkdtempSync(join(folder, 'run-'));
  cpSync(seeded, dataDirectory, { recursive: true });
  const run = await start({
    assembly,
    dataDirectory,
    clock: standingClock(),
    edit: (template) => right?.take(template),
  });
  try {
    const of = (name: string) => `SallyportManagement${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const concerns = (name: string): boolean => right === undefined || right.policy.startsWith(of(name));
    const own = routes.filter((route) => concerns(route.function));
    const tasks = concerns('clients') ? await runTasks(run) : [];
    return [...tasks, ...(await callOperators(run, own)), ...(await callDoors(run)), await askTheCache(run)];
  } finally {
    await run.close();
  }
}

/** Each call is the operator's first ever, so that its function must also be able to write the operator's record. */
async function callOperators(run: LocalRun, own: typeof routes): Promise<Told[]> {
  const url = run.outputs.ManagementUrl ?? '';
  const at: Management = {
    url,
    manage: (method, path, sent) => send(method, url + path, { ...sent, ...bearer(credentials.operator) }),
  };
  const developer = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const database = new DynamoDBClient({
    endpoint: run.table?.url ?? '',
    region: 'us-east-1',
    credentials: developer,
  });
  const record = { PK: { S: `O#${credentials.operatorId}` }, SK: { S: 'O' } };
  const told: Told[] = [];
  for (const { name } of own) {
    await database.send(new DeleteItemCommand({ TableName: run.tableName, Key: record }));
    const on = subjects.get(name) as Subject;
    told.push({ call: name, seen: seenIn(await callRoute(at, name, { on, tried: triedAt(name) })) });
  }
  database.destroy();
  return told;
}

async function callDoors({ outputs }: LocalRun): Promise<Told[]> {
  const url = `${outputs.ApiUrl ?? ''}/orders`;
  const ask = async (call: string, credential: string): Promise<Told> => ({
    call,
    seen: seenIn(await send('GET', url, bearer(credential))),
  });
  return [await ask('a key at the door', credentials.key), await ask('a token at the door', credentials.token)];
}

/** What is done by the clock; accounts with a mark and app clients without a record are there. */
async function runTasks(run: LocalRun): Promise<Told[]> {
  const told: Told[] = [];
  for (const task of ['reconcile', 'sweep']) {
    const failed = (await run.fire(task)).some(({ ok }) => !ok);
    told.push({ call: `the task ${task}`, seen: failed ? 'trouble' : 'done' });
  }
  return told;
}

/** A cache in trouble gives tokens all the same, but a new one each time. */
async function askTheCache({ outputs }: LocalRun): Promise<Told> {
  const { clientId, clientSecret } = credentials.client;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const ask = () =>
    send('POST', outputs.CachedTokenUrl ?? '', {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  const [first, second] = [await ask(), await ask()];
  const same = first.body?.access_token === second.body?.access_token;
  return { call: 'the same token twice', seen: seenIn(first) === 'done' && !same ? 'trouble' : seenIn(second) };
}

test('every call and task succeeds with what the template allows', async () => {
  const told = await callWithout();

  expect(told.filter(({ seen }) => seen !== 'done')).toEqual([]);
  expect(told).toHaveLength(routes.length + 5);
});

test('every action on tables and pool is needed by something, which without it is trouble and nothing else', async () => {
  const rights = rightsIn(templateOf(assembly));
  const unneeded: string[] = [];
  const odd: string[] = [];

  for (const right of rights) {
    const told = await callWithout(right);
    const failed = told.filter(({ seen }) => seen !== 'done');
    odd.push(...failed.filter(({ seen }) => seen !== 'trouble').map(({ call }) => `${right.name}: ${call}`));
    if (failed.length === 0) unneeded.push(right.name);
    process.stdout.write(`${right.name} -> ${failed.map(({ call }) => call).join(', ') || 'NOT NEEDED'}\n`);
  }

  expect(odd).toEqual([]);
  expect(unneeded).toEqual(BEYOND_NEED.map((pattern) => expect.stringMatching(pattern)));
  expect(rights.length).toBeGreaterThan(20);
});

test('no function but clients may call the pool, and none may describe an app client', async () => {
  const run = await start({ assembly, clock: standingClock() });
  const functions = ofType(templateOf(assembly), 'AWS::Lambda::Function').map(([id]) => id);
  const callers: string[] = [];
  const describers: string[] = [];

  for (const id of [...functions, 'developer']) {
    const pool = await namesOfRefusals(run, id);
    if (pool.list !== 'AccessDeniedException') callers.push(id);
    if (pool.describe !== 'AccessDeniedException') describers.push(id);
  }
  await run.close();

  expect(functions.length).toBeGreaterThan(8);
  expect(callers).toEqual([expect.stringMatching(/^SallyportManagementClients/), 'developer']);
  expect(describers).toEqual(['developer']);
});

/** What the pool answers to a function: its requests are signed with its id. */
async function namesOfRefusals({ pool }: LocalRun, id: string): Promise<{ list: string; describe: string }> {
  const credentials = { accessKeyId: id, secretAccessKey: 'local' };
  const client = new CognitoIdentityProviderClient({ endpoint: pool?.url ?? '', region: 'us-east-1', credentials });
  const [of, nameOf] = [{ UserPoolId: pool?.poolId }, (error: Error) => error.name];
  const describe = new DescribeUserPoolClientCommand({ ...of, ClientId: 'any' });
  const told = {
    list: await client.send(new ListUserPoolClientsCommand({ ...of, MaxResults: 1 })).then(() => 'done', nameOf),
    describe: await client.send(describe).then(() => 'done', nameOf),
  };
  client.destroy();
  return told;
}

test('the pool is named in one policy alone, itself and action by action', () => {
  const template = templateOf(assembly);
  const [pool] = ofType(template, 'AWS::Cognito::UserPool').map(([id]) => id);
  const all = ofType(template, 'AWS::IAM::Policy').flatMap(([id]) =>
    statementsOf(template, id).map((statement) => ({ id, statement })),
  );
  const roles = ofType(template, 'AWS::IAM::Role').filter(
    ([, { Properties }]) => JSON.stringify(Properties.Policies ?? Properties.ManagedPolicyArns ?? '') !== '""',
  );

  const ofPool = all.filter(({ statement }) => /cognito|"\*"|\*:/.test(JSON.stringify(statement.Action)));
  const elsewhere = JSON.stringify(roles.map(([, role]) => role.Properties));

  expect(ofPool.map(({ id }) => id)).toEqual([expect.stringMatching(/^SallyportManagementClients/)]);
  expect(ofPool[0]?.statement.Resource).toEqual({ 'Fn::GetAtt': [pool, 'Arn'] });
  expect(ofPool.flatMap(({ statement }) => actionsOf(statement)).filter((one) => one.includes('*'))).toEqual([]);
  expect(elsewhere).not.toMatch(/cognito/);
});
