/** Clients that are issued here, over HTTP: what is done to them holds at the doors at once, and at the issuer. */
import { type Answer, bearer, type Credentials, send, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let clients: string;

beforeAll(async () => {
  run = await withLocalRun();
  clients = `/accounts/${run.facts.account.id}/clients`;
});
afterAll(() => run.close());

const BOTH = ['read:orders', 'write:orders'];
const nameOf = ({ body }: Answer) => body.type.split('/').at(-1);
const statusWith = async (token: string) => (await run.call('GET', '/orders', bearer(token))).status;

/** What the issuer's token endpoint answers. */
const ask = ({ clientId, clientSecret }: Credentials, scope?: string) =>
  send('POST', run.facts.tokenUrl, {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }).toString(),
  });
const errorOf = async (client: Credentials, scope?: string) => (await ask(client, scope)).body.error;

async function issue(body: object = {}, headers: Record<string, string> = {}) {
  const answer = await run.manage('POST', clients, { body: { label: 'Depot', scopes: BOTH, ...body }, headers });
  const { id: clientId, clientSecret } = answer.body;
  return { answer, clientId, clientSecret, path: `${clients}/${clientId}` };
}

describe('an issued client', () => {
  it('gets tokens of its scopes and of its lifetime, and in', async () => {
    const client = await issue({ tokenLifetimeMinutes: 5, scopes: ['read:*'] });

    const { status, body } = await ask(client);
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());

    expect(client.answer.status).toBe(201);
    expect(client.answer.headers.location).toMatch(new RegExp(`/v1${client.path}$`));
    expect(client.answer.body).toMatchObject({ scopes: ['read:orders'], status: 'active', tokenLifetimeMinutes: 5 });
    expect([status, body.expires_in, await statusWith(body.access_token)]).toEqual([200, 300, 200]);
    expect(claims).toMatchObject({ client_id: client.clientId, token_use: 'access' });
    expect(claims.scope).toMatch(/^\w+-accounts\/read:orders$/);
    expect(claims).not.toHaveProperty('aud');
    expect(await errorOf(client, 'nothing/at:all')).toBe('invalid_scope');
    expect((await run.manage('GET', client.path)).text).not.toContain(client.clientSecret);
  });

  it('cannot have a management scope, by whatever name', async () => {
    const client = await issue();

    const asked = await Promise.all(
      ['read:accounts', 'orders-management/read:accounts'].map((scope) => issue({ scopes: [scope] })),
    );

    expect(asked.map(({ answer }) => answer.status)).toEqual([400, 400]);
    expect(await errorOf(client, 'orders-management/read:accounts')).toBe('invalid_scope');
    const { access_token: token } = (await ask(client)).body;
    expect((await run.manage('GET', '/accounts', bearer(token))).status).toBe(401);
  });

  it('passes no cognito door, whatever its scopes', async () => {
    const token = await run.token(await issue());

    expect((await run.call('POST', '/shipments', { ...bearer(token), body: {} })).status).toBe(401);
  });
});

describe('at the doors on the next request, and at the issuer', () => {
  it('suspended: no token in hand works and no new one comes; resumed: both again', async () => {
    const client = await issue();
    const token = await run.token(client);

    const stopped = await run.manage('POST', `${client.path}/suspend`);
    const between = [await statusWith(token), await errorOf(client)];
    await run.manage('POST', `${client.path}/resume`);

    expect([stopped.body.status, stopped.body.pending]).toEqual(['suspended', undefined]);
    expect(between).toEqual([401, 'unauthorized_client']);
    expect([await statusWith(token), (await ask(client)).status]).toEqual([200, 200]);
  });

  it('a scope less: neither in hand nor anew', async () => {
    const client = await issue();
    const token = await run.token(client);

    await run.manage('PATCH', client.path, { body: { scopes: ['write:orders'] } });

    const { access_token: fresh, expires_in } = (await ask(client)).body;
    expect([await statusWith(token), await statusWith(fresh), expires_in]).toEqual([403, 403, 3600]);
    expect(await errorOf(client, 'orders-accounts/read:orders')).toBe('invalid_scope');
  });

  it('revoked: its app client is gone, its record is dead, and once deleted nobody can have it', async () => {
    const client = await issue();
    const token = await run.token(client);

    await run.manage('POST', `${client.path}/revoke`, { body: { reason: 'superseded' } });
    const after = [await statusWith(token), await errorOf(client)];
    const deleted = await run.manage('DELETE', client.path);
    const adopted = await run.manage('PUT', client.path, { body: { label: 'Again', scopes: BOTH } });

    expect(after).toEqual([401, 'invalid_client']);
    expect([deleted.status, adopted.status, nameOf(adopted)]).toEqual([204, 409, 'client-not-active']);
  });

  it('its account suspended, shrunk or emptied: the doors at once, the issuer when it is told', async () => {
    const { body: account } = await run.manage('POST', '/accounts', {
      body: { name: 'Acme', grant: { scopes: BOTH } },
    });
    const own = `/accounts/${account.id}`;
    const [one, two] = await Promise.all(
      ['One', 'Two'].map(async (label) => {
        const { body } = await run.manage('POST', `${own}/clients`, { body: { label, scopes: BOTH } });
        return { clientId: body.id, clientSecret: body.clientSecret };
      }),
    );
    if (one === undefined || two === undefined) throw new Error('not issued');
    const token = await run.token(one);

    const suspended = await run.manage('POST', `${own}/suspend`);
    const atOnce = [await statusWith(token), (await ask(one)).status];
    await run.fire('reconcile');
    const told = [await errorOf(one), await errorOf(two), (await run.manage('GET', own)).body.pendingClients];
    await run.manage('POST', `${own}/resume`);
    const shrunk = await run.manage('PATCH', own, { body: { grant: { scopes: ['read:orders'] } } });
    await run.fire('reconcile');
    const left = await errorOf(one, 'orders-accounts/write:orders');
    const ended = await run.manage('POST', `${own}/revoke-all`);
    await run.fire('reconcile');

    expect([suspended.body.pendingClients, atOnce]).toEqual([2, [401, 200]]);
    expect(told).toEqual(['unauthorized_client', 'unauthorized_client', 0]);
    expect([shrunk.body.pendingClients, left, ended.body.pendingClients]).toEqual([2, 'invalid_scope', 2]);
    expect([await errorOf(one), await errorOf(two)]).toEqual(['invalid_client', 'invalid_client']);
  });
});

describe('two secrets', () => {
  it('rotate without a gap: both work, then only the new one; the last one stays', async () => {
    const client = await issue();

    const added = await run.manage('POST', `${client.path}/secrets`);
    const renewed = { clientId: client.clientId, clientSecret: added.body.clientSecret };
    const both = [(await ask(client)).status, (await ask(renewed)).status];
    const third = await run.manage('POST', `${client.path}/secrets`);
    const { body: listed } = await run.manage('GET', `${client.path}/secrets`);
    const gone = await run.manage('DELETE', `${client.path}/secrets/${listed.items[0].id}`);
    const last = await run.manage('DELETE', `${client.path}/secrets/${added.body.id}`);

    expect([added.status, both, gone.status]).toEqual([201, [200, 200], 204]);
    expect(listed.items).toEqual([
      { id: expect.any(String), createdAt: expect.any(String) },
      { id: added.body.id, createdAt: added.body.createdAt },
    ]);
    expect([third.status, nameOf(third), last.status, nameOf(last)]).toEqual([
      409,
      'secret-limit-reached',
      409,
      'last-secret',
    ]);
    expect([await errorOf(client), (await ask(renewed)).status]).toEqual(['invalid_client', 200]);
  });

  it('of an adopted client are not ours to change', async () => {
    const adopted = `${clients}/${run.facts.client.clientId}`;

    const answers = [
      await run.manage('POST', `${adopted}/secrets`),
      await run.manage('GET', `${adopted}/secrets`),
      await run.manage('PATCH', adopted, { body: { tokenLifetimeMinutes: 5 } }),
    ];

    expect(answers.map((answer) => [answer.status, nameOf(answer)])).toEqual(Array(3).fill([409, 'client-not-issued']));
  });
});

describe('the same Idempotency-Key again', () => {
  it('gives the client without its secret and says how to get one that works', async () => {
    const key = { 'Idempotency-Key': 'issue-1' };
    const first = await issue({}, key);

    const again = await issue({}, key);
    const other = await issue({ label: 'Other' }, key);
    const { body } = await run.manage('POST', `${again.path}/secrets`);

    expect([again.answer.status, again.clientId, again.clientSecret]).toEqual([200, first.clientId, undefined]);
    expect(again.answer.body).toMatchObject({ secretShown: false, detail: expect.stringContaining('/secrets') });
    expect([other.answer.status, nameOf(other.answer)]).toEqual([422, 'idempotency-mismatch']);
    expect((await ask({ clientId: again.clientId, clientSecret: body.clientSecret })).status).toBe(200);
  });
});

it('each change has one event, under the client’s id, and none holds a secret', async () => {
  const client = await issue();
  const added = await run.manage('POST', `${client.path}/secrets`);
  await run.manage('PATCH', client.path, { body: { label: 'Moved' } });
  await run.manage('POST', `${client.path}/suspend`);
  await run.manage('POST', `${client.path}/suspend`);
  await run.manage('POST', `${client.path}/revoke`);

  const { body, text } = await run.manage('GET', `/accounts/${run.facts.account.id}/events?limit=100`);

  const own = body.items.filter((event: { target: string }) => event.target === `client:${client.clientId}`);
  expect(own.map((event: { action: string }) => event.action)).toEqual([
    'client.revoked',
    'client.suspended',
    'client.updated',
    'client.secret-added',
    'client.issued',
  ]);
  expect([client.clientSecret, added.body.clientSecret].filter((secret) => text.includes(secret))).toEqual([]);
});

test('an account deleted before the issuer was told: a sweep takes its app client away', async () => {
  const { body: account } = await run.manage('POST', '/accounts', {
    body: { name: 'Acme', grant: { scopes: BOTH } },
  });
  const own = `/accounts/${account.id}`;
  const { body: issued } = await run.manage('POST', `${own}/clients`, { body: { label: 'One', scopes: BOTH } });
  const one = { clientId: issued.id, clientSecret: issued.clientSecret };
  await run.manage('POST', `${own}/revoke-all`);

  const { status } = await run.manage('DELETE', own);
  const told = [...(await run.fire('reconcile')), ...(await run.fire('sweep'))].map(({ ok }) => ok);

  expect([status, told, await errorOf(one)]).toEqual([204, [true, true], 'invalid_client']);
});
