/** What an answer tells a caller to do next: every refusal names a step, and the step does what it says. */
import { sha256 } from '../../../lambda/domain/hash';
import { deployment, type Sent } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, client, CLIENT_ID, DAY, NOW } from '../../support/records';

const ONE = `/accounts/${ACCOUNT_ID}`;
const KEYS = `${ONE}/keys`;
const NOBODYS_KEY = `${KEYS}/${ACCOUNT_ID}Key00009`;
const label = 'x';

interface Refused {
  readonly code: string;
  readonly send: string;
  readonly sent?: Sent;
  /** Words of the next step. */
  readonly told: string;
}

test.each<Refused>([
  { code: 'account-not-found', send: 'GET /accounts/Acc0000009', told: 'GET /v1/accounts lists' },
  { code: 'key-not-found', send: `GET ${NOBODYS_KEY}`, told: 'GET /v1/accounts/{accountId}/keys lists' },
  { code: 'operator-not-found', send: 'GET /operators/nobody', told: 'GET /v1/operators lists' },
  {
    code: 'client-not-issued',
    send: `POST ${ONE}/clients/adopted/secrets`,
    told: 'at its app client in Amazon Cognito',
  },
  {
    code: 'last-operator',
    send: 'POST /operators/op/revoke',
    told: 'issue another operator that has these scopes and write:operators',
  },
  { code: 'route-not-found', send: 'GET /nothing', told: 'GET /v1/openapi.json lists' },
  {
    code: 'external-id-taken',
    send: `PATCH ${ONE}`,
    sent: { body: { externalId: 'crm-2' } },
    told: 'GET /v1/accounts?externalId=',
  },
  {
    code: 'grant-exceeded',
    send: `POST ${KEYS}`,
    sent: { body: { label, scopes: ['read:stock'] } },
    told: 'Leave out these scopes, or add them to the grant',
  },
  {
    code: 'grant-exceeded',
    send: `POST ${KEYS}`,
    sent: { body: { label, scopes: [], expiresAt: new Date(NOW + 11 * DAY).toISOString() } },
    told: 'Choose an earlier expiresAt',
  },
  {
    code: 'client-not-active',
    send: `PUT ${ONE}/clients/${CLIENT_ID}`,
    sent: { body: { label, scopes: [] } },
    told: 'Issue a new client',
  },
  { code: 'body-too-large', send: `POST ${KEYS}`, sent: { body: 'x'.repeat(32_769) }, told: 'Shorten' },
])('$code says what to do: $told', async ({ code, send: request, sent, told }) => {
  const { send, table } = deployment(
    account({ grant: { scopes: ['read:orders'], maxKeyLifetimeDays: 10 } }),
    client({ revokedAt: NOW }),
    client({ clientId: 'adopted' }),
  );
  table.put({ kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID });
  table.put({ kind: 'externalId', externalId: 'crm-2', accountId: 'Acc0000002' });

  const { body } = await send(request, sent);

  expect(body.type).toMatch(new RegExp(`/${code}$`));
  expect(body.detail).toContain(told);
});

test('a fault has the same words wherever it is found', async () => {
  const { send } = deployment(account());

  const byForm = await send(`POST ${KEYS}`, { body: { label: '', scopes: [] } });
  const byOperation = await send(`POST ${KEYS}`, { body: { label, scopes: ['read:nothing'] } });

  expect(byForm.body.detail).toBe(byOperation.body.detail);
  expect(byOperation.body.errors).toEqual([
    { pointer: '/scopes/0', detail: 'No scope of the catalogue has this name. GET /v1/scopes lists them.' },
  ]);
});

/** The body that the answer recommends for the next rotation. */
const recommended = ({ detail }: { detail: string }): unknown => JSON.parse(/\{.*\}/.exec(detail)?.[0] ?? '');

describe('a client’s secret whose answer was lost', () => {
  const CLIENTS = `${ONE}/clients`;
  const sent = { body: { label, scopes: [] }, headers: { 'Idempotency-Key': 'lost' } };

  test('of an issue goes when another one was added, as the replay says', async () => {
    const { send, pool } = deployment(account());
    const { body: lost } = await send(`POST ${CLIENTS}`, sent);
    const { body: replay } = await send(`POST ${CLIENTS}`, sent);
    const secrets = `${CLIENTS}/${replay.id}/secrets`;

    const { body: fresh } = await send(`POST ${secrets}`);
    const [first] = (await send(`GET ${secrets}`)).body.items;
    await send(`DELETE ${secrets}/${first.id}`);

    expect(replay.detail).toContain(
      'add another secret with POST …/clients/{clientId}/secrets, then delete the older secret',
    );
    expect(pool.secretsOf(lost.id)).toEqual([fresh.clientSecret]);
  });

  test('of another secret is deleted by the id of the replay, and another one is added', async () => {
    const { send, pool } = deployment(account());
    const { body: made } = await send(`POST ${CLIENTS}`, sent);
    const secrets = `${CLIENTS}/${made.id}/secrets`;
    const headers = { 'Idempotency-Key': 'lost-too' };
    await send(`POST ${secrets}`, { headers });
    const { body: replay } = await send(`POST ${secrets}`, { headers });

    await send(`DELETE ${secrets}/${replay.id}`);
    const { body: fresh } = await send(`POST ${secrets}`, { headers: { 'Idempotency-Key': 'another' } });

    expect(replay.detail).toContain('delete the secret with DELETE …/secrets/{secretId} and add another secret');
    expect(pool.secretsOf(made.id)).toEqual([made.clientSecret, fresh.clientSecret]);
  });
});

describe('a secret whose answer was lost', () => {
  const kept = ({ table }: ReturnType<typeof deployment>, keyId: string): (string | undefined)[] => {
    const key = table.all('key').find((record) => record.keyId === keyId);
    return [key?.currentSecret.hash, key?.previousSecret?.hash];
  };

  test('of an issue ends at once by the rotation that the replay recommends', async () => {
    const here = deployment(account());
    const sent = { body: { label, scopes: [] }, headers: { 'Idempotency-Key': 'issue' } };
    const lost = (await here.send(`POST ${KEYS}`, sent)).body;
    const replay = (await here.send(`POST ${KEYS}`, sent)).body;

    const fresh = await here.send(`POST ${KEYS}/${lost.id}/rotate`, { body: recommended(replay) });

    expect(kept(here, lost.id)).toEqual([sha256(fresh.body.key), undefined]);
  });

  test.each([
    { graceSeconds: 3_600, before: 'its grace', later: 0, goesOn: true },
    { graceSeconds: 3_600, before: 'a grace that has passed', later: 3_600_000, goesOn: false },
    { graceSeconds: 0, before: 'no grace', later: 0, goesOn: false },
  ])('of a rotation with $before ends at once, and the older one only by its own grace', async (given) => {
    const here = deployment(account(), apiKey());
    const { keyId, currentSecret } = apiKey();
    const headers = { 'Idempotency-Key': 'rotate' };
    const sent = { body: { graceSeconds: given.graceSeconds }, headers };
    await here.send(`POST ${KEYS}/${keyId}/rotate`, sent);
    here.clock.now += given.later;
    const replay = (await here.send(`POST ${KEYS}/${keyId}/rotate`, sent)).body;

    const fresh = await here.send(`POST ${KEYS}/${keyId}/rotate`, { body: recommended(replay) });

    expect(kept(here, keyId)).toEqual([sha256(fresh.body.key), given.goesOn ? currentSecret.hash : undefined]);
  });
});
