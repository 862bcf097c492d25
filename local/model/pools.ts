/** The user pools of a stack with their resource servers, app clients and domain. */
import { z } from 'zod';
import { tokenMinutes } from '../pool/token-validity';
import type { ServedPool } from '../pool/pools';
import type { AppClientSpec } from '../types';
import { ofType, read, readPlace, type ServedResource, type ServedStack } from './resources';

const appClientSchema = z.object({
  AccessTokenValidity: z.coerce.number().optional(),
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthFlowsUserPoolClient: z.boolean().default(false),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  ClientName: z.string().optional(),
  GenerateSecret: z.boolean().default(false),
  TokenValidityUnits: z.object({ AccessToken: z.enum(['seconds', 'minutes', 'hours', 'days']).optional() }).optional(),
});
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
    const pool: ServedPool = {
      arn: references(resource.id, 'Arn'),
      hosts: domains.map(({ Domain }) => `${Domain}.auth.${region}.amazoncognito.com`),
      spec: {
        logicalId: resource.id,
        poolId,
        issuer: references(resource.id, 'ProviderURL'),
        scopes: servers.flatMap((server) => server.Scopes.map((scope) => fullScope(server, scope))),
        clients: own('UserPoolClient', (client) => clientOf(client, references(client.id))),
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
    accessTokenMinutes: tokenMinutes(given.AccessTokenValidity, given.TokenValidityUnits?.AccessToken),
  };
}
