/** App clients and secrets in Cognito's form, and out of it; an answer in another form is trouble, never a value. */
import type {
  ClientSecretDescriptorType,
  CreateUserPoolClientCommandOutput,
  ListUserPoolClientsCommandOutput,
  ListUserPoolClientSecretsCommandOutput,
  UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from '../../domain/ports/table';
import { trouble } from './pool-client';
import type { AppClientEntry, AppClientSecret, AppClientSettings } from '../../domain/ports/pool';

/**
 * All settings of an app client. Without `ExplicitAuthFlows` Cognito allows flows of users; this one does nothing for
 * a client without users. One without scopes may use no flow at all, so it gets no token.
 */
export function formOf({ name, scopes, tokenLifetimeMinutes }: AppClientSettings) {
  const works = scopes.length > 0;
  return {
    ClientName: name,
    AllowedOAuthFlowsUserPoolClient: works,
    AllowedOAuthFlows: works ? ['client_credentials'] : [],
    AllowedOAuthScopes: [...scopes],
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    AccessTokenValidity: tokenLifetimeMinutes,
    TokenValidityUnits: { AccessToken: 'minutes' },
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
  } satisfies Omit<UpdateUserPoolClientCommandInput, 'UserPoolId' | 'ClientId'>;
}

export function clientOf({ UserPoolClient: client }: CreateUserPoolClientCommandOutput) {
  return { clientId: text(client?.ClientId), clientSecret: text(client?.ClientSecret) };
}

/** The answer is about that app client. */
export function isClient(
  clientId: string,
  { UserPoolClient: client }: Pick<CreateUserPoolClientCommandOutput, 'UserPoolClient'>,
): undefined {
  if (client?.ClientId !== clientId) throw malformed();
}

export function entriesOf({ UserPoolClients, NextToken }: ListUserPoolClientsCommandOutput): Page<AppClientEntry> {
  const items = listed(UserPoolClients).map((client) => ({
    clientId: text(client?.ClientId),
    name: client?.ClientName ?? '',
  }));
  return NextToken === undefined ? { items } : { items, next: text(NextToken) };
}

export function secretOf(descriptor: ClientSecretDescriptorType | undefined): AppClientSecret {
  const createdAt = Number(descriptor?.ClientSecretCreateDate?.getTime());
  if (!Number.isSafeInteger(createdAt)) throw malformed();
  return { secretId: text(descriptor?.ClientSecretId), createdAt };
}

export const valueOf = (descriptor: ClientSecretDescriptorType | undefined): string =>
  text(descriptor?.ClientSecretValue);

/** The older one first, whatever Cognito's order. */
export const secretsOf = ({ ClientSecrets }: ListUserPoolClientSecretsCommandOutput): readonly AppClientSecret[] =>
  listed(ClientSecrets)
    .map(secretOf)
    .sort((one, other) => one.createdAt - other.createdAt);

function listed<T>(list: readonly T[] | undefined): readonly T[] {
  const isList: boolean = Array.isArray(list);
  if (list === undefined || !isList) throw malformed();
  return list;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw malformed();
  return value;
}

const malformed = () => trouble('Cognito answered in no known form');
