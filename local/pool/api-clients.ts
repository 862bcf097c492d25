/** Makes, changes, lists and deletes app clients (Amazon Cognito user pools API Reference). */
import type { z } from 'zod';
import type { JsonObject } from '../json';
import type { AppClientSpec, UserPoolSpec } from '../types';
import { success, invalidParameter, type PoolAnswer, poolError } from './api-answers';
import type { clientInput, createInput, listInput, SettingsInput, updateInput } from './api-inputs';
import type { ClientSettings, PoolClients } from './clients';
import type { People } from './people';
import { tokenMinutes } from './token-validity';

export interface ApiParts {
  readonly spec: UserPoolSpec;
  readonly clients: PoolClients;
  readonly people: People;
}

export function createClient({ clients, spec }: ApiParts, input: z.infer<typeof createInput>): PoolAnswer {
  const { ClientName, GenerateSecret, ...given } = input;
  const refused = refusalOf(clients, given, GenerateSecret);
  if (refused !== undefined) return refused;
  const client = clients.create({ name: ClientName, ...settingsOf(given) }, GenerateSecret);
  if (client === undefined) return poolError('LimitExceededException', 'The user pool has too many app clients.');
  return success({ UserPoolClient: clientView(spec, clients, { client, given }) });
}

/** Sets what the request leaves out to Cognito's default (API Reference, UpdateUserPoolClient). */
export function updateClient({ clients, spec }: ApiParts, input: z.infer<typeof updateInput>): PoolAnswer {
  const { ClientId, ClientName, ...given } = input;
  const found = clients.get(ClientId);
  if (found === undefined) return noClient(ClientId);
  const refused = refusalOf(clients, given, found.hasSecret);
  if (refused !== undefined) return refused;
  const client = clients.update(found, { name: ClientName ?? found.name, ...settingsOf(given) });
  return success({ UserPoolClient: clientView(spec, clients, { client, given }) });
}

export function deleteClient({ clients }: ApiParts, { ClientId }: z.infer<typeof clientInput>): PoolAnswer {
  if (clients.get(ClientId) === undefined) return noClient(ClientId);
  clients.delete(ClientId);
  return success();
}

export function listClients({ clients, spec }: ApiParts, input: z.infer<typeof listInput>): PoolAnswer {
  const after = Buffer.from(input.NextToken ?? '', 'base64url').toString();
  const rest = clients.list().filter(({ clientId }) => clientId > after);
  const page = rest.slice(0, input.MaxResults);
  const UserPoolClients = page.map(({ clientId, name }) => ({
    ClientId: clientId,
    ClientName: name,
    UserPoolId: spec.poolId,
  }));
  if (rest.length === page.length) return success({ UserPoolClients });
  return success({ UserPoolClients, NextToken: Buffer.from(page.at(-1)?.clientId ?? '').toString('base64url') });
}

export const noClient = (clientId: string): PoolAnswer =>
  poolError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);

/** Why Cognito would refuse a client with these settings. Its own messages where they are known, else made up. */
function refusalOf(clients: PoolClients, given: SettingsInput, hasSecret: boolean): PoolAnswer | undefined {
  const { AllowedOAuthFlows: flows, AllowedOAuthScopes: scopes } = given;
  const machine = flows.includes('client_credentials');
  if (machine && flows.length > 1) {
    return badFlow('client_credentials flow can not be selected along with code flow or implicit flow.');
  }
  if (flows.length > 0 && !machine) return poolError('NotServedByLocalPool', NO_SIGN_IN);
  if (machine && !hasSecret) {
    return badFlow('client_credentials flow can not be selected if client does not have a client secret.');
  }
  if (given.AllowedOAuthFlowsUserPoolClient && (flows.length === 0 || scopes.length === 0)) {
    return invalidParameter(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  }
  const [unknown] = clients.unknownScopes(scopes);
  if (unknown !== undefined) return poolError('ScopeDoesNotExistException', `${unknown} does not exist.`);
  const minutes = minutesOf(given);
  return minutes < 5 || minutes > 1440 ? invalidParameter('Invalid range for token validity.') : undefined;
}

const NO_SIGN_IN = 'the local pool serves the sign-in of people for app clients of the template alone';
const badFlow = (message: string): PoolAnswer => poolError('InvalidOAuthFlowException', message);

const minutesOf = ({ AccessTokenValidity, TokenValidityUnits }: SettingsInput): number =>
  tokenMinutes(AccessTokenValidity, TokenValidityUnits.AccessToken);

const settingsOf = (given: SettingsInput): Omit<ClientSettings, 'name'> => ({
  flows: given.AllowedOAuthFlowsUserPoolClient ? given.AllowedOAuthFlows : [],
  scopes: given.AllowedOAuthScopes,
  accessTokenMinutes: minutesOf(given),
});

/** `UserPoolClientType` of the API Reference, in part. The answer to an update has the secret too. */
function clientView(
  { poolId }: UserPoolSpec,
  clients: PoolClients,
  { client, given }: { client: AppClientSpec; given: SettingsInput },
): JsonObject {
  const { clientId, name } = client;
  const [secret] = clients.secretsOf(clientId);
  return {
    UserPoolId: poolId,
    ClientId: clientId,
    ClientName: name,
    ...(secret !== undefined && { ClientSecret: secret.value }),
    ...given,
  };
}
