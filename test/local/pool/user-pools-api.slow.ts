/** The user pools API of the local pool, called by the SDK: what it does, and what it refuses as Cognito does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  ListUserPoolClientSecretsCommand,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { startPoolServer } from '../../../local/pool/pool';
import type { PoolServer } from '../../../local/types';
import { standingClock } from '../rest-api';
import { POOL, tokenFor } from './token';

const { poolId: UserPoolId } = POOL;
const MACHINE = {
  AllowedOAuthFlows: ['client_credentials' as const],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['orders/read:orders'],
};
const FIVE_MINUTES = { AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: 'minutes' } } as const;

/** Signing keys are made once for all tests. */
const directory = mkdtempSync(path.join(tmpdir(), 'pool-api-'));
const file = path.join(directory, 'pool-Pool.json');
const clock = standingClock();
let pool: PoolServer;
let cognito: CognitoIdentityProviderClient;

async function restart(maxClients?: number): Promise<void> {
  await pool?.close();
  cognito?.destroy();
  pool = await startPoolServer(POOL, { clock, directory, maxClients });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'any' };
  cognito = new CognitoIdentityProviderClient({ endpoint: pool.url, region: 'us-east-1', maxAttempts: 1, credentials });
}
let keys: string[] = [];
beforeAll(async () => {
  await restart();
  keys = JSON.parse(readFileSync(file, 'utf8')).keys;
});
beforeEach(() => {
  writeFileSync(file, JSON.stringify({ keys, clients: { written: [], deleted: [], secrets: {} } }));
  return restart();
});
afterAll(async () => {
  await pool.close();
  cognito.destroy();
  rmSync(directory, { recursive: true });
});

async function make(more: Partial<CreateUserPoolClientCommandInput> = {}) {
  const input = { UserPoolId, ClientName: 'partner', GenerateSecret: true, ...MACHINE, ...more };
  const { UserPoolClient: made } = await cognito.send(new CreateUserPoolClientCommand(input));
  return { ClientId: made?.ClientId ?? '', secret: made?.ClientSecret ?? '' };
}
const update = (ClientId: string, more: Partial<UpdateUserPoolClientCommandInput> = {}) =>
  cognito.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ...more }));
const addSecret = async (ClientId: string) =>
  (await cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }))).ClientSecretDescriptor;
const secretsOf = async (ClientId: string) =>
  (await cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }))).ClientSecrets ?? [];
const deleteSecret = (ClientId: string, ClientSecretId = 'none') =>
  cognito.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));
const deleteClient = (ClientId: string) => cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
const exception = (name: string, message?: RegExp) => ({
  name,
  $metadata: { httpStatusCode: 400 },
  ...(message !== undefined && { message: expect.stringMatching(message) }),
});

describe('an app client that is made', () => {
  it('gets tokens with the settings of the request, and the answer has them', async () => {
    const people = {
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH' as const],
      PreventUserExistenceErrors: 'ENABLED' as const,
    };
    const input = { UserPoolId, ClientName: 'orders.Acc 1,a=b+c@d-e', ...MACHINE, ...FIVE_MINUTES, ...people };

    const { UserPoolClient: made } = await cognito.send(
      new CreateUserPoolClientCommand({ ...input, GenerateSecret: true, EnableTokenRevocation: true }),
    );

    expect(made).toEqual({
      ...input,
      ClientId: expect.stringMatching(/^[a-z0-9]{26}$/),
      ClientSecret: expect.stringMatching(/^[a-z0-9]{51}$/),
      EnableTokenRevocation: true,
    });
    expect(await tokenFor(pool, made?.ClientId, made?.ClientSecret)).toEqual({
      scope: 'orders/read:orders',
      seconds: 300,
    });
  });

  it.each([
    [{}, 3600],
    [{ AccessTokenValidity: 24 }, 86_400],
    [{ AccessTokenValidity: 1, TokenValidityUnits: { AccessToken: 'days' } }, 86_400],
    [{ AccessTokenValidity: 301, TokenValidityUnits: { AccessToken: 'seconds' } }, 301],
  ] as const)('with %j has tokens for %i seconds', async (validity, seconds) => {
    const { ClientId, secret } = await make(validity);

    expect(await tokenFor(pool, ClientId, secret)).toMatchObject({ seconds });
  });

  it('has no secret unless one is asked for', async () => {
    const { ClientId, secret } = await make({
      GenerateSecret: false,
      AllowedOAuthFlows: [],
      AllowedOAuthScopes: [],
      AllowedOAuthFlowsUserPoolClient: false,
    });

    expect([secret, await secretsOf(ClientId)]).toEqual(['', []]);
    await expect(addSecret(ClientId)).rejects.toMatchObject(exception('InvalidParameterException', /without a secret/));
  });

  it('is refused when the pool has as many as it may have, until one goes', async () => {
    await restart(6);
    const first = await make();
    await make();

    await expect(make()).rejects.toMatchObject(exception('LimitExceededException'));

    await deleteClient(first.ClientId);
    await expect(make()).resolves.toBeDefined();
  });
});

describe('an update', () => {
  it('resets what it leaves out, but the name and the secret', async () => {
    const { ClientId, secret } = await make(FIVE_MINUTES);

    const { UserPoolClient: answer } = await update(ClientId);

    expect(answer).toMatchObject({ ClientName: 'partner', AllowedOAuthFlows: [], AllowedOAuthScopes: [] });
    expect(await tokenFor(pool, ClientId, secret)).toBe('unauthorized_client');
    await update(ClientId, MACHINE);
    expect(await tokenFor(pool, ClientId, secret)).toEqual({ scope: 'orders/read:orders', seconds: 3600 });
  });

  it('takes the flow away with the flag alone', async () => {
    const { ClientId, secret } = await make();

    await update(ClientId, { ...MACHINE, AllowedOAuthFlowsUserPoolClient: false });

    expect(await tokenFor(pool, ClientId, secret)).toBe('unauthorized_client');
  });

  it('gives other scopes, another life and another name', async () => {
    const { ClientId, secret } = await make();
    const AllowedOAuthScopes = ['orders/write:orders'];

    await update(ClientId, { ...MACHINE, ...FIVE_MINUTES, AllowedOAuthScopes, ClientName: 'other' });

    expect(await tokenFor(pool, ClientId, secret)).toEqual({ scope: 'orders/write:orders', seconds: 300 });
    expect(pool.findClient('other')?.clientId).toBe(ClientId);
  });

  it('changes nothing when it is refused', async () => {
    const { ClientId, secret } = await make();

    await expect(update(ClientId, { ...MACHINE, AllowedOAuthScopes: ['orders/none'] })).rejects.toThrow();

    expect(await tokenFor(pool, ClientId, secret)).toMatchObject({ scope: 'orders/read:orders' });
  });
});

describe('a secret', () => {
  it('is added beside the first, and both work', async () => {
    const { ClientId, secret } = await make();
    clock.advance(1500);

    const added = await addSecret(ClientId);

    expect(added).toEqual({
      ClientSecretId: `${ClientId}--${clock.now()}`,
      ClientSecretValue: expect.stringMatching(/^[a-z0-9]{51}$/),
      ClientSecretCreateDate: new Date(clock.now()),
    });
    expect(await tokenFor(pool, ClientId, secret)).toHaveProperty('scope');
    expect(await tokenFor(pool, ClientId, added?.ClientSecretValue)).toHaveProperty('scope');
  });

  it('is listed with its id and date and without its value, the older one first', async () => {
    const { ClientId } = await make();
    const added = await addSecret(ClientId);

    const listed = await secretsOf(ClientId);

    expect(listed).toEqual([
      { ClientSecretId: expect.stringMatching(`^${ClientId}--\\d+$`), ClientSecretCreateDate: expect.any(Date) },
      { ClientSecretId: added?.ClientSecretId, ClientSecretCreateDate: added?.ClientSecretCreateDate },
    ]);
    expect(listed[0]?.ClientSecretId).not.toBe(listed[1]?.ClientSecretId);
  });

  it('is never the third', async () => {
    const { ClientId } = await make();
    await addSecret(ClientId);

    await expect(addSecret(ClientId)).rejects.toMatchObject(exception('LimitExceededException'));

    expect(await secretsOf(ClientId)).toHaveLength(2);
  });

  it('works no more once it is deleted, while the other goes on', async () => {
    const { ClientId, secret } = await make();
    const [first] = await secretsOf(ClientId);
    const added = await addSecret(ClientId);

    await deleteSecret(ClientId, first?.ClientSecretId);

    expect(await tokenFor(pool, ClientId, secret)).toBe('invalid_client');
    expect(await tokenFor(pool, ClientId, added?.ClientSecretValue)).toHaveProperty('scope');
  });

  it('that is the only one stays', async () => {
    const { ClientId, secret } = await make();
    const [only] = await secretsOf(ClientId);

    await expect(deleteSecret(ClientId, only?.ClientSecretId)).rejects.toMatchObject(
      exception('InvalidParameterException'),
    );

    expect(await tokenFor(pool, ClientId, secret)).toHaveProperty('scope');
  });

  it('of another client is not deleted', async () => {
    const [one, other] = [await make(), await make()];
    await addSecret(other.ClientId);
    const [secret] = await secretsOf(other.ClientId);

    await expect(deleteSecret(one.ClientId, secret?.ClientSecretId)).rejects.toMatchObject(
      exception('ResourceNotFoundException'),
    );
  });
});

describe('an app client that is deleted', () => {
  it('gets no token, and no operation finds it', async () => {
    const { ClientId, secret } = await make();

    await deleteClient(ClientId);

    expect(await tokenFor(pool, ClientId, secret)).toBe('invalid_client');
    const absent = exception('ResourceNotFoundException');
    await expect(deleteClient(ClientId)).rejects.toMatchObject(absent);
    await expect(update(ClientId)).rejects.toMatchObject(absent);
    await expect(addSecret(ClientId)).rejects.toMatchObject(absent);
    await expect(secretsOf(ClientId)).rejects.toMatchObject(absent);
    await expect(deleteSecret(ClientId)).rejects.toMatchObject(absent);
  });
});

describe('the list of app clients', () => {
  const pageAfter = (NextToken?: string, MaxResults?: number) =>
    cognito.send(new ListUserPoolClientsCommand({ UserPoolId, NextToken, MaxResults }));

  it('has every client once in pages of at most 60, the template’s too, even when one is deleted meanwhile', async () => {
    const made: string[] = [];
    for (let count = 0; count < 58; count += 1) made.push((await make()).ClientId);
    const first = await pageAfter();
    await deleteClient(first.UserPoolClients?.find(({ ClientId }) => made.includes(ClientId ?? ''))?.ClientId ?? '');

    const second = await pageAfter(first.NextToken);

    const ids = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])].map(({ ClientId }) => ClientId);
    expect([first.UserPoolClients?.length, second.NextToken]).toEqual([60, undefined]);
    expect(ids.sort()).toEqual([...made, ...POOL.clients.map(({ clientId }) => clientId)].sort());
  });

  it('has the id, the name and the user pool of each, and nothing else', async () => {
    const { UserPoolClients: [first] = [], NextToken } = await pageAfter(undefined, 1);

    expect(first).toEqual({ ClientId: 'machine', ClientName: 'machine', UserPoolId });
    expect(NextToken).toBeDefined();
  });
});

describe('a request is refused, and nothing is made, for', () => {
  it.each<[string, Partial<CreateUserPoolClientCommandInput>, [name: string, message: RegExp]]>([
    ['a name in another form', { ClientName: 'a/b' }, ['InvalidParameterException', /'clientName'/]],
    [
      'a scope no resource server has',
      { AllowedOAuthScopes: ['orders/x'] },
      ['ScopeDoesNotExistException', /orders\/x/],
    ],
    ['a scope of people', { AllowedOAuthScopes: ['openid'] }, ['ScopeDoesNotExistException', /openid/]],
    [
      'the flow without a secret',
      { GenerateSecret: false },
      ['InvalidOAuthFlowException', /does not have a client secret/],
    ],
    [
      'the flow beside one of people',
      { AllowedOAuthFlows: ['client_credentials', 'code'] },
      ['InvalidOAuthFlowException', /along with code flow/],
    ],
    ['the flag without scopes', { AllowedOAuthScopes: [] }, ['InvalidParameterException', /are required/]],
    ['the flag without a flow', { AllowedOAuthFlows: [] }, ['InvalidParameterException', /are required/]],
    [
      'tokens that live under 5 minutes',
      { ...FIVE_MINUTES, AccessTokenValidity: 4 },
      ['InvalidParameterException', /token validity/],
    ],
    ['tokens that live over a day', { AccessTokenValidity: 25 }, ['InvalidParameterException', /token validity/]],
    [
      'more than 50 scopes',
      { AllowedOAuthScopes: Array(51).fill('orders/read:orders') },
      ['InvalidParameterException', /'allowedOAuthScopes'/],
    ],
    ['another pool', { UserPoolId: 'us-east-1_other' }, ['ResourceNotFoundException', /us-east-1_other/]],
    ['a secret of one’s own', { ClientSecret: 'x'.repeat(24) }, ['NotServedByLocalPool', /ClientSecret/]],
    ['what concerns people', { CallbackURLs: ['https://x.test'] }, ['NotServedByLocalPool', /CallbackURLs/]],
    ['a flow of people', { AllowedOAuthFlows: ['code'] }, ['NotServedByLocalPool', /people/]],
  ])('%s', async (_, more, named) => {
    await expect(make(more)).rejects.toMatchObject(exception(...named));

    expect(pool.findClient('partner')).toBeUndefined();
  });

  it('an operation that is not served, such as the one that shows secrets', async () => {
    const describeIt = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: 'machine' });

    await expect(cognito.send(describeIt)).rejects.toMatchObject(exception('UnknownOperationException'));
  });

  it('a body that is no JSON object, or of a type that a page of another origin can send', async () => {
    const send = async (type: string, body: string) => {
      const target = 'AWSCognitoIdentityProviderService.CreateUserPoolClient';
      const headers = { 'Content-Type': type, 'X-Amz-Target': target };
      const response = await fetch(pool.url, { method: 'POST', headers, body });
      const { __type: name } = (await response.json()) as { __type: string };
      return [response.status, name, response.headers.get('access-control-allow-origin')];
    };

    expect(await send('application/x-amz-json-1.1', '[]')).toEqual([400, 'SerializationException', null]);
    expect(await send('text/plain', '{}')).toEqual([400, 'UnknownOperationException', null]);
  });
});

describe('a data directory', () => {
  it('keeps what was made, changed and added, and nothing of what was deleted', async () => {
    const [kept, gone] = [await make(FIVE_MINUTES), await make()];
    const added = await addSecret(kept.ClientId);
    await deleteSecret(kept.ClientId, (await secretsOf(kept.ClientId))[0]?.ClientSecretId);
    await deleteClient(gone.ClientId);
    await update('machine', { ClientName: 'renamed' });
    await deleteClient('short');
    const secrets = await secretsOf(kept.ClientId);
    expect(readFileSync(file, 'utf8')).not.toContain(gone.secret);

    await restart();

    expect(await tokenFor(pool, kept.ClientId, kept.secret)).toBe('invalid_client');
    expect(await tokenFor(pool, kept.ClientId, added?.ClientSecretValue)).toMatchObject({ seconds: 300 });
    expect(await secretsOf(kept.ClientId)).toEqual(secrets);
    expect(pool.describeClient('machine')?.name).toBe('renamed');
    expect([gone.ClientId, 'short'].map((id) => pool.describeClient(id))).toEqual([undefined, undefined]);
  });
});
