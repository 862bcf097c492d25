/** App clients and secrets as Cognito's API takes and returns them. An answer of another shape is a failure. */
import type {
  AddUserPoolClientSecretCommandOutput,
  ClientSecretDescriptorType,
  CreateUserPoolClientCommandOutput,
  ListUserPoolClientsCommandOutput,
  ListUserPoolClientSecretsCommandOutput,
  UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from '../../domain/ports/table';
import { poolFailure } from './pool-client';
import type { AppClientEntry, AppClientSecret, AppClientSettings } from '../../domain/ports/pool';

/**
 * Every setting of an app client. Without `ExplicitAuthFlows`, Cognito lets users sign in. The refresh-token flow
 * has no effect, as no user signs in. An app client without scopes has no OAuth flow, so it gets no token.
 */
export function appClientInput({ name, scopes, tokenLifetimeMinutes }: AppClientSettings) {
  const hasScopes = scopes.length > 0;
  return {
    ClientName: name,
    AllowedOAuthFlowsUserPoolClient: hasScopes,
    AllowedOAuthFlows: hasScopes ? ['client_credentials'] : [],
    AllowedOAuthScopes: [...scopes],
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    AccessTokenValidity: tokenLifetimeMinutes,
    TokenValidityUnits: { AccessToken: 'minutes' },
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
  } satisfies Omit<UpdateUserPoolClientCommandInput, 'UserPoolId' | 'ClientId'>;
}

type AppClientOutput = Pick<CreateUserPoolClientCommandOutput, 'UserPoolClient'>;

export function createdClient({ UserPoolClient: client }: AppClientOutput) {
  return { clientId: filledText(client?.ClientId), clientSecret: filledText(client?.ClientSecret) };
}

/** Throws a `DependencyError` unless the answer is about this app client. */
export function checkUpdated(clientId: string, { UserPoolClient: client }: AppClientOutput): undefined {
  if (client?.ClientId !== clientId) throw unknownShape();
}

export function clientPage({ UserPoolClients, NextToken }: ListUserPoolClientsCommandOutput): Page<AppClientEntry> {
  const items = checkedList(UserPoolClients).map((client) => ({
    clientId: filledText(client?.ClientId),
    name: client?.ClientName ?? '',
  }));
  return NextToken === undefined ? { items } : { items, next: filledText(NextToken) };
}

export function addedSecret({ ClientSecretDescriptor: descriptor }: AddUserPoolClientSecretCommandOutput) {
  return { ...secretEntry(descriptor), clientSecret: filledText(descriptor?.ClientSecretValue) };
}

/** Sorted by creation, oldest first, because Cognito documents no order. */
export const secretEntries = ({ ClientSecrets }: ListUserPoolClientSecretsCommandOutput): readonly AppClientSecret[] =>
  checkedList(ClientSecrets)
    .map(secretEntry)
    .sort((one, other) => one.createdAt - other.createdAt);

function secretEntry(descriptor: ClientSecretDescriptorType | undefined): AppClientSecret {
  const createdAt = Number(descriptor?.ClientSecretCreateDate?.getTime());
  if (!Number.isSafeInteger(createdAt)) throw unknownShape();
  return { secretId: filledText(descriptor?.ClientSecretId), createdAt };
}

function checkedList<T>(list: readonly T[] | undefined): readonly T[] {
  const isList: boolean = Array.isArray(list);
  if (list === undefined || !isList) throw unknownShape();
  return list;
}

function filledText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw unknownShape();
  return value;
}

const unknownShape = () => poolFailure('Cognito sent an answer in an unknown format');
