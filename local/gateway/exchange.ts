/** One request that an API is answering, and the `$context` variables that are known of it so far. */
import type { ApiModel } from './api-model';
import type { ReceivedRequest } from './received-request';
import { valuesOf } from './headers';
import type { Route } from './routing';

export interface Exchange {
  readonly api: ApiModel;
  readonly request: ReceivedRequest;
  /** Without the stage, not decoded. */
  readonly path: string;
  route?: Route;
  /** What the guard found about the caller: `authorizer` in the event and in `$context`. */
  authorizer?: Readonly<Record<string, unknown>>;
  /** The value of a native key that the Lambda authorizer named. */
  usageKey?: string | undefined;
  /** The native key of a request to a method that requires one: in `identity` of events and of `$context`. */
  nativeKey?: { readonly apiKey: string; readonly apiKeyId: string };
  /** `$context` variables that events do not have, for example `error` and `status`. */
  readonly variables: Record<string, unknown>;
}

/** The `requestContext` of every event, without `authorizer`. */
export function requestContext({ api, request, route, nativeKey }: Exchange): Record<string, unknown> {
  const host = valuesOf(request.headers, 'host').at(-1) ?? '';
  return {
    accountId: api.account,
    apiId: api.apiId,
    domainName: host,
    domainPrefix: host.split('.')[0],
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      ...ANONYMOUS,
      ...nativeKey,
      sourceIp: request.sourceIp,
      userAgent: valuesOf(request.headers, 'user-agent').at(-1) ?? null,
    },
    path: request.path,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: route?.resource.id,
    resourcePath: route?.resource.path,
    stage: api.stage.name,
  };
}

/** The fields of `identity` that are null unless a request is signed with IAM credentials. */
const ANONYMOUS = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** The value of `$context.<name>` as text; undefined when there is none. */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  const path = name.split('.');
  const { authorizer, variables } = exchange;
  return (
    textOf(dig({ authorizer }, path)) ?? textOf(dig(variables, path)) ?? textOf(dig(requestContext(exchange), path))
  );
}

function dig(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** `arn:…:<api>/<stage>/<method>/<path>` of this request, with the path as sent. */
export function methodArn({ api, request, path }: Exchange): string {
  const execute = `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}`;
  return `${execute}/${api.stage.name}/${request.method}${path === '' ? '/' : path}`;
}

/** For example `24/Nov/2026:05:59:14 +0000`. */
function commonLogTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
