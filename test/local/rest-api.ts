/** A REST API in a hand-written template, served with fakes for its functions and its pool. */
import { connect } from 'node:net';
import type { AssemblyStack } from '../../local/assembly/assembly';
import { standingClock as clockAt } from '../../local/clock';
import { type Gateway, type GatewayOptions, startGateway } from '../../local/gateway/gateway';
import { buildModel } from '../../local/model/model';
import { ApiGateway } from '../../local/plans/api-gateway';
import type { Resource, Template } from '../../local/assembly/template';
import type { AnsweredRequest, FunctionHost, Invocation, LocalClock, LogLine, TokenClaims } from '../../local/types';

export const API_ARN = 'arn:aws:execute-api:us-east-1:123456789012';

type Properties = Record<string, unknown>;
/** By method and path, for example `GET /orders`: the properties of the method. */
export type Routes = Record<string, Properties>;

export const open = { AuthorizationType: 'NONE' };
/** Guarded by the Lambda authorizer `Judge`. */
export const judged = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Judge' } };
/** Guarded by the Cognito authorizer `Door`. */
export const pooled = (...scopes: string[]): Properties => ({
  AuthorizationType: 'COGNITO_USER_POOLS',
  AuthorizerId: { Ref: 'Door' },
  ...(scopes.length > 0 && { AuthorizationScopes: scopes }),
});

const invocationOf = (name: string) => ({
  'Fn::Join': [
    '',
    ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': [name, 'Arn'] }, '/invocations'],
  ],
});
export const proxyTo = (name: string): Properties => ({ Type: 'AWS_PROXY', Uri: invocationOf(name) });
const functionNamed = (name: string): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: `${name}.zip` }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
});
const permission = (name: string): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [name, 'Arn'] },
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' },
  },
});

/** A template with these routes, two functions (`Backend`, `JudgeFunction`), a pool and both kinds of authorizer. */
export function templateOf(routes: Routes, extra: Record<string, Resource> = {}): Template {
  const resources: Record<string, Resource> = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api' } },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'prod' } },
    Backend: functionNamed('Backend'),
    BackendPermission: permission('Backend'),
    JudgeFunction: functionNamed('JudgeFunction'),
    JudgePermission: permission('JudgeFunction'),
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Judge: authorizer({
      Type: 'REQUEST',
      AuthorizerUri: invocationOf('JudgeFunction'),
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
    }),
    Door: authorizer({ Type: 'COGNITO_USER_POOLS', ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }] }),
    ...extra,
  };
  for (const [route, properties] of Object.entries(routes)) addMethod(resources, route, properties);
  return { Resources: resources };
}

export const authorizer = (properties: Properties): Resource => ({
  Type: 'AWS::ApiGateway::Authorizer',
  Properties: { Name: 'Name', RestApiId: { Ref: 'Api' }, ...properties },
});

/** Changes properties of one resource of a template. */
export function change(template: Template, id: string, properties: Properties): Template {
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`the fixture has no ${id}`);
  resource.Properties = { ...resource.Properties, ...properties };
  return template;
}

function addMethod(resources: Record<string, Resource>, route: string, properties: Properties): void {
  const [verb = '', path = ''] = route.split(' ');
  let parent: unknown = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
  let id = 'Root';
  for (const part of path.split('/').filter((segment) => segment !== '')) {
    id = `${id}_${part.replace(/\W/g, '0')}`;
    resources[id] = {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: parent, PathPart: part, RestApiId: { Ref: 'Api' } },
    };
    parent = { Ref: id };
  }
  resources[`${id}_${verb}`] = {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      HttpMethod: verb,
      Integration: proxyTo('Backend'),
      ResourceId: parent,
      RestApiId: { Ref: 'Api' },
      ...properties,
    },
  };
}

export const stackOf = (template: Template): AssemblyStack => ({
  name: 'Stack',
  account: '123456789012',
  region: 'us-east-1',
  template,
  assets: new Map([
    ['Backend.zip', '/nowhere/backend'],
    ['JudgeFunction.zip', '/nowhere/judge'],
  ]),
});

/** A clock that stands still at a date of ours until it is moved. */
export const standingClock = (): LocalClock => clockAt(Date.UTC(2026, 10, 24, 12, 0, 0));

type Answer = (event: never) => unknown;
export class FakeFunctions implements FunctionHost {
  readonly events: { name: string; event: Record<string, unknown> }[] = [];

  constructor(private readonly answers: Readonly<Record<string, Answer>>) {}

  async invoke(functionArn: string, event: unknown): Promise<Invocation> {
    const name = functionArn.split(':').at(-1) ?? '';
    const copy = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
    this.events.push({ name, event: copy });
    try {
      const payload = await this.answers[name]?.(copy as never);
      return { ok: true, payload: JSON.parse(JSON.stringify(payload ?? null)) as unknown };
    } catch (error) {
      return { ok: false, errorType: 'Error', errorMessage: error instanceof Error ? error.message : String(error) };
    }
  }

  eventsOf(name: string) {
    return this.events.filter((one) => one.name === name).map(({ event }) => event);
  }

  async close(): Promise<void> {}
}

export interface Served {
  readonly gateway: Gateway;
  readonly functions: FakeFunctions;
  readonly clock: LocalClock;
  readonly logs: LogLine[];
  readonly answered: AnsweredRequest[];
  /** Sends a request, for example `GET /orders`, to a path below the stage. */
  readonly call: (route: string, init?: RequestInit) => Promise<Response>;
  /** Sends this text over a TCP connection, and gives what comes back until the connection ends. */
  readonly raw: (text: string) => Promise<string>;
}

export interface Surroundings extends Pick<GatewayOptions, 'requestTimeoutMs'> {
  /** Passes over what is not served; without it that refuses the start. */
  readonly lenient?: boolean;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly tokens?: Readonly<Record<string, Partial<TokenClaims>>>;
}

const running: Gateway[] = [];
/** Closes the gateways that `serve` started; for `afterEach`. */
export const stopServing = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()));
};

export const ok = () => ({ statusCode: 200, body: 'served' });

export async function serve(template: Template, surroundings: Surroundings = {}): Promise<Served> {
  const { answers = {}, tokens = {}, lenient = false, ...rest } = surroundings;
  const { apis, usagePlans } = buildModel([stackOf(template)], { strict: !lenient });
  const [api] = apis;
  if (api === undefined) throw new Error('the fixture has no API');
  const functions = new FakeFunctions({ Backend: ok, ...answers });
  const clock = standingClock();
  const logs: LogLine[] = [];
  const answered: AnsweredRequest[] = [];
  const pool = { authorize: (token: string) => tokens[token] as TokenClaims | undefined };
  const gateway = await startGateway(api, {
    functions,
    pool,
    keys: new ApiGateway(usagePlans, { clock }),
    clock,
    log: (line) => logs.push(line),
    answered: (request) => answered.push(request),
    ...rest,
  });
  running.push(gateway);
  return {
    gateway,
    functions,
    clock,
    logs,
    answered,
    call: (route, init = {}) => {
      const [method = '', path = ''] = route.split(' ');
      return fetch(gateway.url + path, { ...init, method });
    },
    raw: (text) => exchange(Number(new URL(gateway.origin).port), text),
  };
}

function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}
