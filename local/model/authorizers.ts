/**
 * The authorizers of a REST API. A combination that AWS refuses at deployment is refused, for example a TOKEN
 * authorizer with two identity sources (API Gateway API Reference, CreateAuthorizer).
 */
import { z } from 'zod';
import type { CognitoAuthorizer, FunctionAuthorizer, Guard, IdentitySource } from '../gateway/api-model';
import { globMatches } from '../glob';
import { functionArnOf } from './functions';
import type { MethodParts } from './method-parts';
import { read, refuse, type ServedResource } from './resources';

const authorizerSchema = z.object({
  // The default is 300 and the maximum 3600 (API Gateway API Reference, CreateAuthorizer).
  AuthorizerResultTtlInSeconds: z.coerce.number().int().min(0).max(3600).default(300),
  AuthorizerUri: z.string().optional(),
  IdentitySource: z.string().default(''),
  IdentityValidationExpression: z.string().optional(),
  ProviderARNs: z.array(z.string()).default([]),
  Type: z.enum(['COGNITO_USER_POOLS', 'REQUEST', 'TOKEN']),
});
type Authorizer = z.infer<typeof authorizerSchema>;

/** The guard of methods with this authorizer. Each method with a Cognito authorizer adds its own scopes. */
export function authorizerOf(resource: ServedResource, parts: MethodParts): Guard & { kind: 'cognito' | 'function' } {
  const given = read(resource, authorizerSchema);
  const sources = sourcesOf(resource, given.IdentitySource);
  return given.Type === 'COGNITO_USER_POOLS'
    ? { kind: 'cognito', authorizer: cognitoAuthorizerOf(resource, { given, sources }, parts), scopes: [] }
    : { kind: 'function', authorizer: functionAuthorizerOf(resource, { given, sources }, parts) };
}

interface AuthorizerProperties {
  readonly given: Authorizer;
  readonly sources: readonly IdentitySource[];
}

function cognitoAuthorizerOf(
  resource: ServedResource,
  { given, sources }: AuthorizerProperties,
  parts: MethodParts,
): CognitoAuthorizer {
  const unknown = given.ProviderARNs.find((arn) => !parts.poolArns.includes(arn));
  if (unknown !== undefined || given.ProviderARNs.length === 0) {
    throw refuse(resource, 'ProviderARNs', `must name a user pool that is served${unknown ? `, not ${unknown}` : ''}`);
  }
  const [source = { from: 'header', name: 'Authorization' } as const] = sources;
  return { id: resource.id, poolArns: given.ProviderARNs, source, ...expressionOf(resource, given) };
}

function functionAuthorizerOf(
  resource: ServedResource,
  { given, sources }: AuthorizerProperties,
  parts: MethodParts,
): FunctionAuthorizer {
  const type = given.Type === 'TOKEN' ? 'TOKEN' : 'REQUEST';
  const ttl = given.AuthorizerResultTtlInSeconds;
  const functionArn = functionArnOf(given.AuthorizerUri ?? '');
  const spec = parts.functionAt(functionArn);
  if (spec === undefined) {
    throw refuse(resource, 'AuthorizerUri', `${given.AuthorizerUri ?? ''} names no function of the stack`);
  }
  if (type === 'TOKEN' ? sources.length !== 1 || sources[0]?.from !== 'header' : ttl > 0 && sources.length === 0) {
    throw refuse(
      resource,
      'IdentitySource',
      type === 'TOKEN'
        ? 'must be one header for a TOKEN authorizer'
        : `is required when results are cached (for ${ttl} seconds)`,
    );
  }
  const invocable = parts.permissions.filter((permission) => permission.functionArn === functionArn);
  const permitted = invocable.some(({ source }) =>
    globMatches(source, `${parts.executeArn}/authorizers/${resource.id}`),
  );
  return { id: resource.id, type, functionArn: spec.arn, sources, ttl, permitted, ...expressionOf(resource, given) };
}

function expressionOf(resource: ServedResource, given: Authorizer): { expression?: RegExp } {
  const { IdentityValidationExpression: expression } = given;
  if (expression === undefined || expression === '') return {};
  if (given.Type === 'REQUEST')
    throw refuse(resource, 'IdentityValidationExpression', 'is not for REQUEST authorizers');
  try {
    // Assumed: the whole token must match, as with `matches` in Java. AWS's documents do not say.
    return { expression: new RegExp(`^(?:${expression})$`) };
  } catch {
    throw refuse(resource, 'IdentityValidationExpression', `${expression} is not a regular expression`);
  }
}

function sourcesOf(resource: ServedResource, list: string): IdentitySource[] {
  const named = list.split(',').map((source) => source.trim());
  return named.filter((source) => source !== '').map((source) => sourceOf(resource, source));
}

function sourceOf(resource: ServedResource, source: string): IdentitySource {
  const [, request, other, name] =
    /^(?:method\.request\.(header|querystring)|(context|stageVariables))\.(.+)$/.exec(source) ?? [];
  const from = request ?? other;
  if (name === undefined) throw refuse(resource, 'IdentitySource', `the local run does not know the source ${source}`);
  if (from === 'header' || from === 'querystring' || from === 'context' || from === 'stageVariables') {
    return { from, name };
  }
  throw refuse(resource, 'IdentitySource', `the local run does not know the source ${source}`);
}
