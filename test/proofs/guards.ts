/**
 * Every guard of a template, found in the template itself: whatever decides who comes in, with what, and what the
 * gateway says to the rest. Each can be taken off its hinges alone.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Template } from '../../local/assembly/template';
import { type CIRCUMSTANCES, ofType, type Properties, remove } from './circumstances';
import type { Visitors } from './visitors';
import { FOREIGN_SERVER } from './visitors';

export type Part = 'guarded' | 'management' | 'delayed' | keyof typeof CIRCUMSTANCES;

export interface Guard {
  readonly name: string;
  /** The part of the journey that must notice. */
  readonly part: Part;
  off(template: Template, visitors: Visitors): void;
}

const apiOf = (text: string): 'guarded' | 'management' => (text.includes('Management') ? 'management' : 'guarded');

/** A guard on the properties of one resource. */
function on(id: string, what: string, off: (properties: Properties, visitors: Visitors) => void): Guard {
  return {
    name: `${id}: ${what}`,
    part: apiOf(id),
    off: ({ Resources }, visitors) => off((Resources[id] ?? { Properties: {} }).Properties ?? {}, visitors),
  };
}

export const authorizers = (template: Template): Guard[] =>
  ofType(template, 'AWS::ApiGateway::Method')
    .filter(([, { Properties }]) => Properties.AuthorizerId !== undefined)
    .map(([id]) =>
      on(id, 'no authorizer', (method) => {
        method.AuthorizationType = 'NONE';
        delete method.AuthorizerId;
        delete method.AuthorizationScopes;
      }),
    );

export function scopeLists(template: Template): Guard[] {
  const methods = ofType(template, 'AWS::ApiGateway::Method');
  return methods
    .filter(([, { Properties }]) => Properties.AuthorizationScopes !== undefined)
    .flatMap(([id, { Properties }]) => [
      on(id, 'no scopes', (method) => delete method.AuthorizationScopes),
      ...oneOfEachServer(template, Properties.AuthorizationScopes).map((scope) =>
        on(id, `also ${textOf(scope)}`, (method) => method.AuthorizationScopes.push(scope)),
      ),
    ]);
}

/** Of each resource server the first scope that is not in the list, in the form that a template has it. */
function oneOfEachServer(template: Template, list: readonly unknown[]): unknown[] {
  const taken = new Set(list.map(textOf));
  return ofType(template, 'AWS::Cognito::UserPoolResourceServer').flatMap(([id, { Properties }]) => {
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
};

export const gatewayResponses = (template: Template): (Guard & { readonly type: string })[] =>
  ofType(template, 'AWS::ApiGateway::GatewayResponse').map(([id, { Properties }]) => ({
    name: `${id}: not declared`,
    type: Properties.ResponseType,
    part: MET_IN[`${apiOf(id)} ${Properties.ResponseType}`] ?? apiOf(id),
    off: (edited) => remove(edited, id),
  }));

export const throttles = (template: Template): Guard[] =>
  ofType(template, 'AWS::ApiGateway::Stage').flatMap(([id, { Properties }]) =>
    (Properties.MethodSettings as Properties[]).map(({ HttpMethod, ResourcePath }, at) =>
      on(id, `no throttle of ${HttpMethod} ${ResourcePath}`, (stage) => {
        delete stage.MethodSettings[at].ThrottlingBurstLimit;
        delete stage.MethodSettings[at].ThrottlingRateLimit;
      }),
    ),
  );

export const validation = (template: Template): Guard[] =>
  ofType(template, 'AWS::ApiGateway::Method')
    .filter(([, { Properties }]) => Properties.RequestModels !== undefined)
    .flatMap(([id]) => [
      on(id, 'no model', (method) => delete method.RequestModels),
      on(id, 'no validator', (method) => delete method.RequestValidatorId),
    ]);

export const clientScopes = (template: Template): Guard[] =>
  ofType(template, 'AWS::Cognito::UserPoolClient').flatMap(([id, { Properties }]) =>
    oneOfEachServer(template, Properties.AllowedOAuthScopes).map((scope) => ({
      ...on(id, `also ${String(scope)}`, (client) => client.AllowedOAuthScopes.push(scope)),
      part: 'guarded' as const,
    })),
  );

/** Another value of the same form for each setting of a function. */
const OTHER_SETTINGS: Readonly<Record<string, (visitors: Visitors, own: unknown) => readonly unknown[]>> = {
  BOOTSTRAP_OPERATOR: ({ clients }) => [clients.stranger.clientId],
  ENVIRONMENT: () => ['test'],
  ISSUER: () => ['https://cognito-idp.us-east-1.amazonaws.com/us-east-1_another'],
  KEY_PREFIX: () => ['other'],
  KEY_SET_URL: () => ['http://127.0.0.1:9/jwks.json'],
  MANAGEMENT_RESOURCE_SERVER: () => ['other-management'],
  RESOURCE_SERVERS: (_, own) => [...String(own).split(' '), `${String(own)} ${FOREIGN_SERVER}`],
  ROUTES: (_, own) => otherRoutes(String(own)),
  SCOPES: (_, own) => [String(own).split(' ')[0]],
  TABLE_NAME: () => ['another-table'],
};

export const settings = (template: Template, visitors: Visitors): (Guard & { readonly variable: string })[] =>
  ofType(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
    Object.entries((Properties.Environment?.Variables ?? {}) as Properties).flatMap(([variable, own]) =>
      (OTHER_SETTINGS[variable]?.(visitors, own) ?? []).map((other, at) => ({
        ...on(id, `${variable} is another (${at + 1})`, (given) => (given.Environment.Variables[variable] = other)),
        variable,
      })),
    ),
  );

/** Each row with each other door and scope, and without the row; the encoding is that of lib/route-table. */
function otherRoutes(encoded: string): string[] {
  const bytes = inflateRawSync(Buffer.from(encoded, 'base64'));
  const begin = bytes.indexOf('\n') + 1;
  const scopes: string[] = JSON.parse(bytes.subarray(0, begin).toString());
  const encode = (changed: Buffer): string => deflateRawSync(changed).toString('base64');
  const changes: string[] = [];
  for (let row = begin; row < bytes.length; row += 6) {
    for (const [at, values] of [
      [row + 4, [...scopes.keys(), 255]],
      [row + 5, [0, 1, 2]],
    ] as const) {
      for (const value of values.filter((one) => one !== bytes[at])) {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        changes.push(encode(changed));
      }
    }
    changes.push(encode(Buffer.concat([bytes.subarray(0, row), bytes.subarray(row + 6)])));
  }
  return changes;
}
