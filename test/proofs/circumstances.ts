/**
 * Deployments that are broken in one way, because some answers of the gateway are only met there. Each is a change
 * of the template that comes on top of the guard's, and the journey that meets those answers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Resource, Template } from '../../local/assembly/template';
import { encodeRoutes } from '../support/routes';
import { asOperator, askForToken, callGuarded, callManagement, callTokens } from './calls';
import { describe, type Expectation, type Journey, type ProblemFace, type Scene, unlike } from './expectation';
import { TOO_LONG, UNAVAILABLE } from './guarded-journey';

export interface Circumstance {
  readonly edit: (template: Template) => void;
  readonly journey: Journey;
}

export const ofType = ({ Resources }: Template, type: string): [string, Resource & { Properties: Properties }][] =>
  Object.entries(Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [[id, { ...resource, Properties: (resource.Properties ??= {}) }]] : [],
  );
/** Takes a resource out of a template. */
export function remove(template: Template, id: string): void {
  template.Resources = Object.fromEntries(Object.entries(template.Resources).filter(([name]) => name !== id));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a template's properties are of any form
export type Properties = Record<string, any>;

/** What each API answers to a good credential that gets past the guard. */
const BEHIND_AUTHORIZERS = [
  { name: 'guarded', call: (scene: Scene) => callGuarded(scene, 'GET /whoami', { headers: keyOf(scene) }) },
  { name: 'management', call: (scene: Scene) => callManagement(scene, 'GET /scopes', asOperator(scene, 'read:keys')) },
];
const APIS = [
  ...BEHIND_AUTHORIZERS,
  { name: 'tokens', call: (scene: Scene) => callTokens(scene, 'POST /oauth2/token', requestOf(scene)) },
];

const requestOf = ({ visitors }: Scene) => askForToken(visitors.clients.client);
const keyOf = ({ visitors }: Scene, name = 'a key of both scopes') => visitors.guarded[name]?.headers ?? {};

/** The same promise of several APIs. */
const ofAll = (promise: string, face: ProblemFace, apis = APIS): Expectation[] =>
  apis.map(({ name, call }) => ({
    promise: `${name}: ${promise}`,
    seen: async (scene) => unlike(await call(scene), face),
  }));

const INTERNAL: ProblemFace = { status: 500, code: 'internal-error' };

const backendsAreGone: Circumstance = {
  edit: (template) => {
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
      if (!id.includes('Authorizer')) Properties.Handler = 'index.absent';
    }
  },
  journey: [ofAll('a function that cannot be loaded is 502', { status: 502, code: 'internal-error', fallback: true })],
};

/** Moves the clock on until the answer is there: far slower than real time, so that nothing else is late. */
async function whileTimeGoesOn<T>({ run }: Scene, answer: Promise<T>): Promise<T> {
  let ended = false;
  void answer.finally(() => (ended = true)).catch(() => undefined);
  while (!ended) {
    run.clock.advance(1);
    await pause(10);
  }
  return answer;
}

const backendsAreLate: Circumstance = {
  edit: (template) => {
    for (const [, { Properties }] of ofType(template, 'AWS::ApiGateway::Method'))
      Properties.Integration.TimeoutInMillis = 1;
  },
  journey: [
    APIS.map(({ name, call }) => ({
      promise: `${name}: a function that is late is 504`,
      seen: async (scene) => {
        const answer = await whileTimeGoesOn(scene, call(scene));
        return unlike(answer, { status: 504 }) ?? (answer.body.type === 'about:blank' ? undefined : describe(answer));
      },
    })),
  ],
};

const authorizerMayNotBeCalled: Circumstance = {
  edit: (template) => {
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission')) {
      if (JSON.stringify(Properties.SourceArn).includes('/authorizers/')) remove(template, id);
    }
    operatorsPassTheFunction(template);
  },
  journey: [ofAll('an authorizer that may not be called is 500', INTERNAL, BEHIND_AUTHORIZERS)],
};

/** The methods that the journeys of a circumstance call; the template knows them by their logical ids. */
const ASKED = [/Guarded.*whoamiGET/, /Management.*scopesGET/, /TokenCache.*tokenPOST/];
const TAKE_BODIES = [/ManagementApiaccountsPOST/, /TokenCache.*tokenPOST/];

/** Methods that want a parameter, and two that want a body of another form. */
const methodsAreStrict: Circumstance = {
  edit: (template) => {
    for (const name of ASKED) {
      methodOf(template, name).RequestParameters = { 'method.request.querystring.needed': true };
    }
    for (const [at, name] of TAKE_BODIES.entries()) {
      const method = methodOf(template, name);
      method.RequestModels = { 'application/json': `List${at}` };
      template.Resources[`ListModel${at}`] = {
        Type: 'AWS::ApiGateway::Model',
        Properties: {
          ContentType: 'application/json',
          Name: `List${at}`,
          RestApiId: method.RestApiId,
          Schema: { type: 'array' },
        },
      };
    }
  },
  journey: [
    [
      ...ofAll('a missing parameter is 400', { status: 400, code: 'invalid-request' }),
      {
        promise: 'management: a body that does not fit its model is 400',
        seen: async (scene) =>
          unlike(await callManagement(scene, 'POST /accounts', { ...asOperator(scene, 'write:accounts'), body: {} }), {
            status: 400,
            code: 'invalid-request',
          }),
      },
      {
        promise: 'tokens: a body that does not fit its model is 400',
        seen: async (scene) =>
          unlike(await callTokens(scene, 'POST /oauth2/token?needed=here', { body: {} }), {
            status: 400,
            code: 'invalid-request',
          }),
      },
    ],
  ],
};

const methodsAreMocks: Circumstance = {
  edit: (template) => {
    for (const name of ASKED) {
      methodOf(template, name).Integration = {
        Type: 'MOCK',
        PassthroughBehavior: 'NEVER',
        RequestTemplates: { 'text/csv': '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: '200' }],
      };
    }
  },
  journey: [ofAll('another media type is 415', { status: 415, code: 'unsupported-media-type' })],
};

/** Operators come in by the function's door, for which only `GET /scopes` is known as a route. */
const operatorsUseTheFunctionsDoor: Circumstance = {
  edit: (template) => {
    operatorsPassTheFunction(template);
    const routes = [{ route: 'GET /scopes', scope: 'read:orders', door: 'any' } as const];
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
      if (id.includes('Authorizer')) Properties.Environment.Variables.ROUTES = encodeRoutes(routes);
    }
    for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission')) {
      if (JSON.stringify(Properties.SourceArn).includes('/authorizers/')) {
        template.Resources[`${id}Wide`] = {
          Type: 'AWS::Lambda::Permission',
          Properties: { ...Properties, SourceArn: '*' },
        };
      }
    }
  },
  journey: [
    [
      ...operatorsDoor('a missing scope is 403', '/scopes', { status: 403, code: 'insufficient-scope' }),
      ...operatorsDoor('a route nobody knows is 503', '/accounts', UNAVAILABLE),
      ...operatorsDoor('a path too long to be judged is 414', `/accounts/${'1'.repeat(1700)}`, TOO_LONG),
    ],
  ],
};

function operatorsDoor(promise: string, path: string, face: ProblemFace): Expectation[] {
  return [
    {
      promise: `management: ${promise}`,
      seen: async (scene) =>
        unlike(await callManagement(scene, `GET ${path}`, { headers: keyOf(scene, 'a key without scopes') }), face),
    },
  ];
}

/** Gives the management API the guarded API's authorizer in place of its own. */
function operatorsPassTheFunction(template: Template): void {
  const authorizers = ofType(template, 'AWS::ApiGateway::Authorizer');
  const own = authorizers.find(([id]) => id.includes('Management'));
  const other = authorizers.find(([, { Properties }]) => Properties.Type === 'REQUEST');
  if (own === undefined || other === undefined) throw new Error('the template has an authorizer for each API');
  const [id, { Properties }] = own;
  template.Resources[id] = {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: { ...other[1].Properties, Name: id, RestApiId: Properties.RestApiId },
  };
  for (const [, method] of ofType(template, 'AWS::ApiGateway::Method')) {
    if (method.Properties.AuthorizerId?.Ref !== id) continue;
    method.Properties.AuthorizationType = 'CUSTOM';
    delete method.Properties.AuthorizationScopes;
  }
}

function methodOf(template: Template, name: RegExp): Properties {
  const [, found] = ofType(template, 'AWS::ApiGateway::Method').find(([id]) => name.test(id)) ?? [];
  if (found === undefined) throw new Error(`the template has no method ${String(name)}`);
  return found.Properties;
}

export const CIRCUMSTANCES = {
  backendsAreGone,
  backendsAreLate,
  authorizerMayNotBeCalled,
  methodsAreStrict,
  methodsAreMocks,
  operatorsUseTheFunctionsDoor,
} as const satisfies Record<string, Circumstance>;
