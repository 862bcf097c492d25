/**
 * One call of every method of the `Pool` port, with an answer of Cognito, for tests that make each call fail. A port
 * method or SDK command without a row here fails these tests.
 */
import type { Pool, PoolAnswer } from '../../lambda/domain/ports/pool';
import { CLIENT_ID, NOW } from './records';

export interface PoolCall {
  /** The SDK command that the method sends. */
  readonly command: string;
  readonly run: (pool: Pool) => Promise<PoolAnswer<unknown>>;
  readonly answer: object;
  readonly value: unknown;
  /** Sent once, because a second execution would not be the same as one. */
  readonly once?: true;
}

/** As long as Cognito's secrets: 52 characters. */
export const CLIENT_SECRET = '13ka4h7u28d9oo44tqpq9djqsfvhvu8rk4d2ighvpu0k8fj1c2r9';
export const SECRET_ID = `${CLIENT_ID}--1795435200`;
export const SETTINGS = {
  name: 'orders-accounts.Acc0000001.1795435200000',
  scopes: ['orders-accounts/read:orders', 'orders-accounts/write:orders'],
  tokenLifetimeMinutes: 60,
};
/** Cognito sends dates in seconds, with a fraction. */
export const DESCRIPTOR = { ClientSecretId: SECRET_ID, ClientSecretCreateDate: NOW / 1_000 + 0.125 };
const SECRET = { secretId: SECRET_ID, createdAt: NOW + 125 };
const APP_CLIENT = { UserPoolClient: { ClientId: CLIENT_ID, ClientSecret: CLIENT_SECRET } };

const POOL_CALLS = {
  createClient: {
    command: 'CreateUserPoolClient',
    run: (pool) => pool.createClient(SETTINGS),
    answer: APP_CLIENT,
    value: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    once: true,
  },
  updateClient: {
    command: 'UpdateUserPoolClient',
    run: (pool) => pool.updateClient(CLIENT_ID, SETTINGS),
    answer: APP_CLIENT,
    value: undefined,
    once: true,
  },
  deleteClient: {
    command: 'DeleteUserPoolClient',
    run: (pool) => pool.deleteClient(CLIENT_ID),
    answer: {},
    value: undefined,
  },
  listClients: {
    command: 'ListUserPoolClients',
    run: (pool) => pool.listClients(),
    answer: { UserPoolClients: [{ ClientId: CLIENT_ID, ClientName: SETTINGS.name, UserPoolId: 'x' }] },
    value: { items: [{ clientId: CLIENT_ID, name: SETTINGS.name }] },
  },
  addSecret: {
    command: 'AddUserPoolClientSecret',
    run: (pool) => pool.addSecret(CLIENT_ID),
    answer: { ClientSecretDescriptor: { ...DESCRIPTOR, ClientSecretValue: CLIENT_SECRET } },
    value: { ...SECRET, clientSecret: CLIENT_SECRET },
    once: true,
  },
  listSecrets: {
    command: 'ListUserPoolClientSecrets',
    run: (pool) => pool.listSecrets(CLIENT_ID),
    answer: { ClientSecrets: [DESCRIPTOR] },
    value: [SECRET],
  },
  deleteSecret: {
    command: 'DeleteUserPoolClientSecret',
    run: (pool) => pool.deleteSecret(CLIENT_ID, SECRET_ID),
    answer: {},
    value: undefined,
  },
} as const satisfies Readonly<Record<keyof Pool, PoolCall>>;

export const EVERY_POOL_CALL: readonly (readonly [keyof Pool, PoolCall])[] = Object.entries(POOL_CALLS).map(
  ([method, call]) => [method as keyof Pool, call],
);
