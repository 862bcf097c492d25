/**
 * Every guard of a template, found in the template itself: whatever decides who comes in, with what, and what the
 * gateway says to the rest. Each can be taken off its hinges alone.
 */
import type { Template } from '../../local/assembly/template';
import { type CIRCUMSTANCES, ofType, type Properties, remove } from './circumstances';
import { ELSEWHERE } from './people-journey';
import type { Visitors } from './visitors';

type Api = 'guarded' | 'management' | 'tokens';
/** `start`: the run itself, which refuses to start. */
export type Part = Api | 'delayed' | 'start' | keyof typeof CIRCUMSTANCES;

export interface Guard {
  readonly name: string;
  /** The part of the journey that must notice. */
  readonly part: Part;
  /** The method and path whose promises must be broken, where it guards one alone. */
  readonly route?: string;
  off(template: Template, visitors: Visitors): void;
}

/** The API that a resource belongs to, by its logical id. */
export function apiOf(id: string): Api {
  if (id.includes('TokenCache')) return 'tokens';
  return id.includes('Management') ? 'management' : 'guarded';
}

type Off = (properties: Properties, visitors: Visitors) => void;

/** A guard on the properties of one resource. */
export const on = (id: string, what: string, off: Off): Guard => ({
  name: `${id}: ${what}`,
  part: apiOf(id),
  off: ({ Resources }, visitors) => off((Resources[id] ?? { Properties: {} }).Properties ?? {}, visitors),
});

/** A guard on one method, which nobody misses but the callers of that method. */
const onMethod = (template: Template, [id, what]: readonly [id: string, what: string], off: Off): Guard => ({
  ...on(id, what, off),
  route: routeOf(template, id),
});

export const methodsOf = (template: Template) => ofType(template, 'AWS::ApiGateway::Method');

/** `METHOD /path` */
export function routeOf({ Resources }: Template, method: string): string {
  const { HttpMethod, ResourceId } = (Resources[method]?.Properties ?? {}) as Properties;
  const pathOf = (reference: Properties): string => {
    const { PathPart, ParentId } = (Resources[reference.Ref]?.Properties ?? {}) as Properties;
    return PathPart === undefined ? '' : `${pathOf(ParentId)}/${PathPart}`;
  };
  return `${HttpMethod} ${pathOf(ResourceId)}`;
}

export const authorizers = (template: Template): Guard[] =>
  methodsOf(template)
    .filter(([, { Properties }]) => Properties.AuthorizerId !== undefined)
    .map(([id]) =>
      onMethod(template, [id, 'no authorizer'], (method) => {
        method.AuthorizationType = 'NONE';
        delete method.AuthorizerId;
        delete method.AuthorizationScopes;
      }),
    );

export function scopeLists(template: Template): Guard[] {
  return methodsOf(template)
    .filter(([, { Properties }]) => Properties.AuthorizationScopes !== undefined)
    .flatMap(([id, { Properties }]) => [
      onMethod(template, [id, 'no scopes'], (method) => delete method.AuthorizationScopes),
      ...oneOfEachServer(template, Properties.AuthorizationScopes, poolsOf(template, Properties)).map((scope) =>
        onMethod(template, [id, `also ${textOf(scope)}`], (method) => method.AuthorizationScopes.push(scope)),
      ),
    ]);
}

/** Whose tokens the authorizer of a method takes: no token of another pool gets as far as its scopes. */
function poolsOf({ Resources }: Template, { AuthorizerId }: Properties): string[] {
  const { ProviderARNs = [] } = (Resources[AuthorizerId.Ref]?.Properties ?? {}) as Properties;
  return ProviderARNs.map((arn: Properties) => String(arn['Fn::GetAtt'][0]));
}

/** Of each resource server of the pools the first scope that is not in the list, in the form that a template has it. */
function oneOfEachServer(template: Template, list: readonly unknown[], pools: readonly string[]): unknown[] {
  const taken = new Set(list.map(textOf));
  return ofType(template, 'AWS::Cognito::UserPoolResourceServer').flatMap(([id, { Properties }]) => {
    if (!pools.includes(Properties.UserPoolId.Ref)) return [];
    const both = Properties.Scopes.map(({ ScopeName }: { ScopeName: string }) => [
      `${Properties.Identifier}/${ScopeName}`,
      `${id}/${ScopeName}`,
    ]);
    const free = both.find((forms: string[]) => forms.every((form) => !taken.has(form)));
    return free === undefined ? [] : [free[0]];
  });
}

/** `{"Fn::Join": ["", [{"Ref": "Server"}, "/scope"]]}` or the scope itself. */
function textOf(scope: unknown): string {
  if (typeof scope === 'string') return scope;
  const parts: unknown[] = (scope as Properties)['Fn::Join']?.[1] ?? [];
  return parts.map((part) => (typeof part === 'string' ? part : String((part as Properties).Ref))).join('');
}

/** Where else credentials are looked for; and, where verdicts are kept, what they are kept by and for how long. */
export function identitySources(template: Template): Guard[] {
  return ofType(template, 'AWS::ApiGateway::Authorizer').flatMap(([id, { Properties }]) => {
    const sources: string[] = Properties.IdentitySource.split(',').filter((source: string) => source !== '');
    if (Properties.Type === 'COGNITO_USER_POOLS')
      return [on(id, 'another header', (own) => (own.IdentitySource = 'method.request.header.Other'))];
    if (Properties.AuthorizerResultTtlInSeconds === 0) return [on(id, 'verdicts are kept', keepVerdicts)];
    const removed = sources.map((source) =>
      on(
        id,
        `not kept by ${source}`,
        (own) => (own.IdentitySource = sources.filter((one) => one !== source).join(',')),
      ),
    );
    const longer = on(id, 'kept for an hour', (own) => (own.AuthorizerResultTtlInSeconds = 3600));
    return [...removed, longer].map((guard) => ({ ...guard, part: 'delayed' as const }));
  });
}

function keepVerdicts(authorizer: Properties): void {
  authorizer.AuthorizerResultTtlInSeconds = 300;
  authorizer.IdentitySource = 'method.request.header.X-API-Key';
}

/** Which part of the journey meets a gateway response; the rest is met in the APIs' own. */
const MET_IN: Readonly<Record<string, Part>> = {
  'guarded AUTHORIZER_CONFIGURATION_ERROR': 'authorizerMayNotBeCalled',
  'guarded BAD_REQUEST_PARAMETERS': 'methodsAreStrict',
  'guarded DEFAULT_5XX': 'backendsAreGone',
  'guarded INTEGRATION_TIMEOUT': 'backendsAreLate',
  'guarded UNSUPPORTED_MEDIA_TYPE': 'methodsAreMocks',
  'management ACCESS_DENIED': 'operatorsUseTheFunctionsDoor',
  'management AUTHORIZER_CONFIGURATION_ERROR': 'authorizerMayNotBeCalled',
  'management AUTHORIZER_FAILURE': 'operatorsUseTheFunctionsDoor',
  'management BAD_REQUEST_BODY': 'methodsAreStrict',
  'management BAD_REQUEST_PARAMETERS': 'methodsAreStrict',
  'management DEFAULT_4XX': 'operatorsUseTheFunctionsDoor',
  'management DEFAULT_5XX': 'backendsAreGone',
  'management INTEGRATION_TIMEOUT': 'backendsAreLate',
  'management UNSUPPORTED_MEDIA_TYPE': 'methodsAreMocks',
  'tokens BAD_REQUEST_BODY': 'methodsAreStrict',
  'tokens BAD_REQUEST_PARAMETERS': 'methodsAreStrict',
  'tokens DEFAULT_5XX': 'backendsAreGone',
  'tokens INTEGRATION_TIMEOUT': 'backendsAreLate',
  'tokens UNSUPPORTED_MEDIA_TYPE': 'methodsAreMocks',
};

export const gatewayResponses = (template: Template): (Guard & { readonly response: string })[] =>
  ofType(template, 'AWS::ApiGateway::GatewayResponse').map(([id, { Properties }]) => ({
    name: `${id}: not declared`,
    response: `${apiOf(id)} ${Properties.ResponseType}`,
    part: MET_IN[`${apiOf(id)} ${Properties.ResponseType}`] ?? apiOf(id),
    off: (edited) => remove(edited, id),
  }));

export const throttles = (template: Template): Guard[] =>
  ofType(template, 'AWS::ApiGateway::Stage').flatMap(([id, { Properties }]) =>
    (Properties.MethodSettings as Properties[]).map(({ HttpMethod, ResourcePath }, at) => ({
      ...on(id, `no throttle of ${HttpMethod} ${ResourcePath}`, (stage) => {
        delete stage.MethodSettings[at].ThrottlingBurstLimit;
        delete stage.MethodSettings[at].ThrottlingRateLimit;
      }),
      ...(HttpMethod !== '*' && { route: `${HttpMethod} ${ResourcePath.slice(1).replaceAll('~1', '/')}` }),
    })),
  );

/** Of the methods that have a model, and of those that have none. */
export function validation(template: Template): { readonly used: Guard[]; readonly idle: Guard[] } {
  const noValidator = ([id]: ReturnType<typeof methodsOf>[number]): Guard =>
    on(id, 'no validator', (method) => delete method.RequestValidatorId);
  const checked = methodsOf(template).filter(([, { Properties }]) => Properties.RequestModels !== undefined);
  const others = methodsOf(template).filter(
    ([, { Properties }]) => Properties.RequestValidatorId !== undefined && Properties.RequestModels === undefined,
  );
  const noModel = checked.map(([id]) => on(id, 'no model', (method) => delete method.RequestModels));
  return { used: [...noModel, ...checked.map(noValidator)], idle: others.map(noValidator) };
}

/** Who may invoke a function: the gateway for a method or for an authorizer, and the clock. */
export const permissions = (template: Template): Guard[] =>
  ofType(template, 'AWS::Lambda::Permission').map(([id, { Properties }]) => {
    const guard = { name: `${id}: not given`, part: apiOf(id), off: (edited: Template) => remove(edited, id) };
    if (Properties.Principal === 'events.amazonaws.com') return { ...guard, part: 'start' };
    const routes = methodsOf(template)
      .filter(([method]) => apiOf(method) === guard.part)
      .map(([method]) => routeOf(template, method));
    const source = String(Properties.SourceArn['Fn::Join'][1].at(-1));
    const route = routes.find((one) => source === `/${one.replace(' ', '').replace(/\{[^}]+\}/g, '*')}`);
    return route === undefined ? guard : { ...guard, route };
  });

/** What is done by the clock: nobody does it, or another task in its place. */
export const schedules = (template: Template): Guard[] =>
  ofType(template, 'AWS::Events::Rule').flatMap(([id]) => [
    { name: `${id}: no rule`, part: 'management', off: (edited) => removeRule(edited, id) },
    on(id, 'another task', ({ Targets }) => (Targets[0].Input = '{"task":"another"}')),
  ]);

function removeRule(template: Template, rule: string): void {
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission')) {
    if (JSON.stringify(Properties.SourceArn).includes(`"${rule}"`)) remove(template, id);
  }
  remove(template, rule);
}

/** When the clock's turns come, how often they are tried, and when rows go. */
export const timing = (template: Template): Guard[] => [
  ...ofType(template, 'AWS::Events::Rule').map(([id]) =>
    on(id, 'once a day', (rule) => (rule.ScheduleExpression = 'rate(1 day)')),
  ),
  ...ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([id]) => ({
    ...on(id, 'not declared', () => undefined),
    off: (edited: Template) => remove(edited, id),
  })),
  ...ofType(template, 'AWS::DynamoDB::GlobalTable').flatMap(([id]) =>
    (['management', 'tokens'] as const).map((part) => ({
      ...on(id, `rows never go (${part})`, (table) => delete table.TimeToLiveSpecification),
      part,
    })),
  ),
];

export const clientScopes = (template: Template): Guard[] =>
  ofType(template, 'AWS::Cognito::UserPoolClient').flatMap(([id, { Properties }]) =>
    oneOfEachServer(template, Properties.AllowedOAuthScopes, [Properties.UserPoolId.Ref]).map((scope) => ({
      ...on(id, `also ${String(scope)}`, (client) => client.AllowedOAuthScopes.push(scope)),
      part: 'guarded' as const,
    })),
  );

/**
 * What the app client of the portal allows. The flows that it must not have are no guards here: a client without a secret gets
 * nothing by its credentials, and the local sign-in has no implicit flow.
 */
export const signIn = (template: Template): Guard[] =>
  ofType(template, 'AWS::Cognito::UserPoolClient')
    .filter(([, { Properties }]) => Properties.AllowedOAuthFlows.includes('code'))
    .flatMap(([id]) => [
      on(id, 'no flow', (client) => (client.AllowedOAuthFlows = [])),
      on(id, 'not its own scope', (client) => client.AllowedOAuthScopes.pop()),
      on(id, 'another address to come back to', (client) => client.CallbackURLs.push(ELSEWHERE)),
      on(id, 'another address to leave for', (client) => client.LogoutURLs.push(ELSEWHERE)),
      on(id, 'not the page to come back to', (client) => (client.CallbackURLs = [ELSEWHERE])),
      on(id, 'access tokens for a day', (client) => (client.AccessTokenValidity = 1440)),
      on(id, 'ID tokens for a day', (client) => (client.IdTokenValidity = 1440)),
      on(id, 'refresh tokens stay', (client) => delete client.RefreshTokenRotation),
      on(id, 'no revocation', (client) => (client.EnableTokenRevocation = false)),
    ]);
