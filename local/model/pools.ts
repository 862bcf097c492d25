/** The user pools of a stack with their resource servers, app clients and domain. */
import { z } from 'zod';
import { DEFAULT_REFRESH_MINUTES, tokenMinutes } from '../pool/token-validity';
import type { ServedPool } from '../pool/pools';
import type { AppClientSpec, PeopleSpec, SignInSpec } from '../types';
import { ofType, read, readPlace, type ServedResource, type ServedStack } from './resources';

const unit = z.enum(['seconds', 'minutes', 'hours', 'days']).optional();
const appClientSchema = z.object({
  AccessTokenValidity: z.coerce.number().optional(),
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  CallbackURLs: z.array(z.string()).default([]),
  ClientName: z.string().optional(),
  EnableTokenRevocation: z.boolean().default(true),
  GenerateSecret: z.boolean().default(false),
  IdTokenValidity: z.coerce.number().optional(),
  LogoutURLs: z.array(z.string()).default([]),
  RefreshTokenRotation: z
    .object({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: z.coerce.number().int().min(0).max(60).default(0),
    })
    .optional(),
  RefreshTokenValidity: z.coerce.number().optional(),
  SupportedIdentityProviders: z.array(z.string()).default([]),
  TokenValidityUnits: z.object({ AccessToken: unit, IdToken: unit, RefreshToken: unit }).default({}),
});
type GivenClient = z.infer<typeof appClientSchema>;
const poolSchema = z.object({
  UsernameAttributes: z.array(z.string()).default([]),
  // Without the property user names are case-sensitive.
  UsernameConfiguration: z.object({ CaseSensitive: z.boolean().default(true) }).optional(),
});
const groupSchema = z.object({ GroupName: z.string().optional() });
const memberSchema = z.object({ UserPoolId: z.string().optional() });
const serverSchema = z.object({
  Identifier: z.string(),
  Scopes: z.array(z.object({ ScopeName: z.string() })).default([]),
});
const domainSchema = z.object({ Domain: z.string() });

export function poolsOf(served: ServedStack): ServedPool[] {
  const { references } = served;
  const { region } = served.stack;
  return ofType(served, 'AWS::Cognito::UserPool').flatMap((resource) => {
    if (resource.refusals.size > 0) return [];
    const poolId = references(resource.id);
    /** What the pool has of a type; what is not served is left out, so that less is accepted. */
    const own = <T>(type: string, make: (one: ServedResource) => T): T[] =>
      ofType(served, `AWS::Cognito::${type}`)
        .filter((one) => readPlace(one, memberSchema).UserPoolId === poolId)
        .flatMap((one) => served.notServed.attempt(one, () => make(one)) ?? []);
    const servers = own('UserPoolResourceServer', (one) => read(one, serverSchema));
    const domains = own('UserPoolDomain', (one) => read(one, domainSchema));
    const groups = own('UserPoolGroup', (one) => read(one, groupSchema).GroupName ?? one.id);
    const pool: ServedPool = {
      arn: references(resource.id, 'Arn'),
      hosts: domains.map(({ Domain }) => `${Domain}.auth.${region}.amazoncognito.com`),
      spec: {
        logicalId: resource.id,
        poolId,
        issuer: references(resource.id, 'ProviderURL'),
        scopes: servers.flatMap((server) => server.Scopes.map((scope) => fullScope(server, scope))),
        clients: own('UserPoolClient', (client) => clientOf(client, references(client.id))),
        ...peopleOf(resource, groups),
      },
    };
    return [pool];
  });
}

const fullScope = (server: { Identifier: string }, scope: { ScopeName: string }): string =>
  `${server.Identifier}/${scope.ScopeName}`;

function clientOf(resource: ServedResource, clientId: string): AppClientSpec {
  const given = read(resource, appClientSchema);
  return {
    logicalId: resource.id,
    clientId,
    name: given.ClientName ?? resource.id,
    hasSecret: given.GenerateSecret,
    flows: given.AllowedOAuthFlowsUserPoolClient ? given.AllowedOAuthFlows : [],
    scopes: given.AllowedOAuthScopes,
    accessTokenMinutes: tokenMinutes(given.AccessTokenValidity, given.TokenValidityUnits.AccessToken),
    ...signInOf(given),
  };
}

/** A pool in which people have user names of another kind than e-mail addresses has none here. */
function peopleOf(resource: ServedResource, groups: readonly string[]): { people?: PeopleSpec } {
  const { UsernameAttributes, UsernameConfiguration } = read(resource, poolSchema);
  if (!UsernameAttributes.includes('email')) return {};
  return { people: { caseSensitive: UsernameConfiguration?.CaseSensitive ?? true, groups } };
}

/** People sign in here with the user pool itself, which must be among the client's identity providers. */
function signInOf(given: GivenClient): { signIn?: SignInSpec } {
  const { AllowedOAuthFlows: flows, RefreshTokenRotation: rotation, TokenValidityUnits: units } = given;
  const signsIn = given.AllowedOAuthFlowsUserPoolClient && flows.includes('code');
  if (!signsIn || !given.SupportedIdentityProviders.includes('COGNITO')) return {};
  return {
    signIn: {
      callbackUrls: given.CallbackURLs,
      logoutUrls: given.LogoutURLs,
      idTokenMinutes: tokenMinutes(given.IdTokenValidity, units.IdToken),
      refreshTokenMinutes:
        given.RefreshTokenValidity === undefined
          ? DEFAULT_REFRESH_MINUTES
          : tokenMinutes(given.RefreshTokenValidity, units.RefreshToken ?? 'days'),
      ...(rotation?.Feature === 'ENABLED' && { rotationGraceSeconds: rotation.RetryGracePeriodSeconds }),
      revocable: given.EnableTokenRevocation,
    },
  };
}
