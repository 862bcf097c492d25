/**
 * The guard of a method lets a request through only when its authorizer allowed it. A 401 or 403 says that the
 * credential was refused, a 500 that the authorizer failed.
 */
import { decide } from '../iam';
import type { Claim, FunctionHost, TokenClaims } from '../types';
import type { CognitoAuthorizer, FunctionAuthorizer, Guard, IdentitySource } from './api-model';
import type { AuthorizerCache } from './authorizer-cache';
import { authorizerEvent } from './events';
import { type Exchange, methodArn } from './exchange';
import { identityValue } from './identity';
import { type AuthorizerResult, readResult } from './policy';
import { type GatewayRefusal, UNAUTHORIZED } from './refusals';

/** The claims of a token of one of these user pools. */
export interface PoolCheck {
  authorize(token: string, poolArns: readonly string[]): TokenClaims | undefined;
}

export interface GuardParts {
  readonly functions: FunctionHost;
  readonly pool: PoolCheck;
  readonly cache: AuthorizerCache;
}

/** Why the request is refused; undefined when it may pass. `exchange.authorizer` then holds what the guard found. */
export async function authorize(
  exchange: Exchange,
  guard: Guard,
  parts: GuardParts,
): Promise<GatewayRefusal | undefined> {
  switch (guard.kind) {
    case 'none':
      return undefined;
    case 'unserved':
      // The integration answers 501.
      return undefined;
    case 'cognito':
      return askCognitoAuthorizer(exchange, guard, parts);
    case 'function':
      return askLambdaAuthorizer(exchange, guard.authorizer, parts);
  }
}

/**
 * A method with scopes takes an access token with at least one of them; a method without scopes takes an ID token. Any
 * other token is a 401 (Developer Guide, Cognito user pool authorizer; that a missing scope is 401 is assumed).
 */
function askCognitoAuthorizer(
  exchange: Exchange,
  { authorizer, scopes }: { authorizer: CognitoAuthorizer; scopes: readonly string[] },
  { pool }: GuardParts,
): GatewayRefusal | undefined {
  const token = identityValue(exchange, authorizer.source)?.replace(/^Bearer +/i, '');
  if (token === undefined) return { ...UNAUTHORIZED, why: lacking([authorizer.source]) };
  const claims = pool.authorize(token, authorizer.poolArns);
  if (claims === undefined) return UNAUTHORIZED;
  if (authorizer.expression !== undefined && !authorizer.expression.test(String(claims.aud ?? ''))) return UNAUTHORIZED;
  const held = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const fits =
    scopes.length === 0
      ? claims.token_use === 'id'
      : claims.token_use === 'access' && scopes.some((scope) => held.includes(scope));
  if (!fits) return UNAUTHORIZED;
  const strings = Object.entries(claims).flatMap(([claim, value]) =>
    value === undefined ? [] : [[claim, claimText(claim, value)]],
  );
  exchange.authorizer = { claims: Object.fromEntries(strings) };
  return undefined;
}

/**
 * A function sees every claim as text: a list such as `cognito:groups` joined with commas, and `iat` and `exp` as Java
 * prints a date, for example `Sun Dec 17 07:28:12 UTC 2017` (from the example event in the Developer Guide, Cognito user
 * pool authorizer).
 */
function claimText(claim: string, value: Claim): string {
  if (typeof value === 'object') return value.join(',');
  if (typeof value !== 'number' || (claim !== 'iat' && claim !== 'exp')) return String(value);
  const [day, date, month, year, time] = new Date(value * 1000).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}

/** Amazon API Gateway quotas: the size of a method ARN for an authorizer. */
const MAX_METHOD_ARN_BYTES = 1600;
const TOO_LONG: GatewayRefusal = { type: 'DEFAULT_4XX', message: 'Request-URI Too Long', status: 414 };
const FAILURE: GatewayRefusal = { type: 'AUTHORIZER_FAILURE', message: 'Internal server error' };
const NOT_PERMITTED: GatewayRefusal = {
  ...FAILURE,
  type: 'AUTHORIZER_CONFIGURATION_ERROR',
  why: 'no permission lets API Gateway invoke the authorizer’s function',
};

async function askLambdaAuthorizer(
  exchange: Exchange,
  authorizer: FunctionAuthorizer,
  parts: GuardParts,
): Promise<GatewayRefusal | undefined> {
  const arn = methodArn(exchange);
  if (Buffer.byteLength(arn) > MAX_METHOD_ARN_BYTES) {
    return { ...TOO_LONG, why: `the method’s ARN, in which the path stands, is over ${MAX_METHOD_ARN_BYTES} bytes` };
  }
  const identity = authorizer.sources.map((source) => identityValue(exchange, source));
  if (!hasIdentity(authorizer, identity)) return { ...UNAUTHORIZED, why: whyNoIdentity(authorizer, identity) };
  const kept = authorizer.ttl > 0 ? parts.cache.get(authorizer.id, identity) : undefined;
  const result = kept ?? (await invokeAuthorizer(exchange, { authorizer, token: identity[0] ?? '' }, parts));
  if ('type' in result) return result;
  if (kept === undefined && authorizer.ttl > 0) {
    parts.cache.put(authorizer.id, identity, { result, ttl: authorizer.ttl });
  }
  exchange.authorizer = { ...result.context, principalId: result.principalId };
  exchange.usageKey = result.usageKey;
  return decidePolicy(result, arn);
}

/**
 * Without every identity source the answer is 401 and the function is not called. Only a REQUEST authorizer without a
 * cache is called all the same (Developer Guide, Lambda authorizers).
 */
function hasIdentity(authorizer: FunctionAuthorizer, identity: readonly (string | undefined)[]): identity is string[] {
  if (authorizer.type === 'REQUEST' && authorizer.ttl === 0) return true;
  if (identity.includes(undefined)) return false;
  return authorizer.expression === undefined || authorizer.expression.test(identity[0] ?? '');
}

function whyNoIdentity({ sources }: FunctionAuthorizer, identity: readonly (string | undefined)[]): string {
  const absent = sources.filter((_, at) => identity[at] === undefined);
  return absent.length > 0 ? lacking(absent) : 'the token does not fit the authorizer’s validation expression';
}

const lacking = (sources: readonly IdentitySource[]): string =>
  `no identity source ${sources.map(({ name }) => name).join(', ')} was sent`;

async function invokeAuthorizer(
  exchange: Exchange,
  { authorizer, token }: { authorizer: FunctionAuthorizer; token: string },
  { functions }: GuardParts,
): Promise<AuthorizerResult | GatewayRefusal> {
  if (!authorizer.permitted) return NOT_PERMITTED;
  const answer = await functions.invoke(authorizer.functionArn, authorizerEvent(exchange, authorizer, token));
  // Only the message `Unauthorized` refuses the credential; after any other error the authorizer failed.
  if (!answer.ok) return answer.errorMessage === 'Unauthorized' ? UNAUTHORIZED : FAILURE;
  return readResult(answer.payload) ?? { ...FAILURE, why: 'the authorizer’s result is not valid' };
}

function decidePolicy(result: AuthorizerResult, arn: string): GatewayRefusal | undefined {
  const decision = decide(result.statements, { action: 'execute-api:Invoke', resource: arn });
  if (decision === 'allow') return undefined;
  const how = decision === 'explicitDeny' ? ' with an explicit deny' : '';
  return { type: 'ACCESS_DENIED', message: `User is not authorized to access this resource${how}` };
}
