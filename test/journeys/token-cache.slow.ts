/** The token cache over HTTP: the same token until three quarters of its life, and never one from before a revocation. */
import { bearer, type Credentials, send, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let clients: string;

beforeAll(async () => {
  run = await withLocalRun({ testControl: true });
  clients = `/accounts/${run.facts.account.id}/clients`;
});
afterAll(() => run.close());

const url = () => run.outputs['CachedTokenUrl'] ?? '';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const basic = ({ clientId, clientSecret }: Credentials) =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
const ask = (client: Credentials, fields: Record<string, string> = {}) =>
  send('POST', url(), {
    headers: { ...form, Authorization: basic(client) },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
  });
const tokenOf = async (client: Credentials, fields?: Record<string, string>): Promise<string> =>
  (await ask(client, fields)).body.access_token;
const statusWith = async (token: string) => (await run.call('GET', '/orders', bearer(token))).status;

async function issue(minutes = 60) {
  const body = { label: 'Depot', scopes: ['read:orders', 'write:orders'], tokenLifetimeMinutes: minutes };
  const { body: made } = await run.manage('POST', clients, { body });
  return { clientId: made.id, clientSecret: made.clientSecret, path: `${clients}/${made.id}` };
}

describe('a client that asks again and again', () => {
  it('gets one token until three quarters of its life, told how long is left, and then another', async () => {
    const client = await issue();

    const first = await ask(client);
    run.clock.advance(44 * 60_000);
    const late = await ask(client);
    run.clock.advance(60_000);
    const next = await ask(client);

    expect([first.status, first.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(late.body).toEqual({ ...first.body, expires_in: expect.any(Number) });
    // Its life began with the second in which it was issued.
    expect([16 * 60 - 1, 16 * 60]).toContain(late.body.expires_in);
    expect(next.body.access_token).not.toBe(first.body.access_token);
    expect(next.body.expires_in).toBe(3600);
    expect([await statusWith(first.body.access_token), await statusWith(next.body.access_token)]).toEqual([200, 200]);
  });

  it('may send its secret in the body as well, and has a token for each set of scopes', async () => {
    const client = await issue();
    const inBody = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };

    const token = await tokenOf(client);
    const same = await send('POST', url(), { headers: form, body: new URLSearchParams(inBody).toString() });
    const narrow = await tokenOf(client, { scope: 'orders-accounts/read:orders' });

    expect(same.body.access_token).toBe(token);
    expect(narrow).not.toBe(token);
    expect(await tokenOf(client, { scope: 'orders-accounts/read:orders' })).toBe(narrow);
  });
});

describe('nobody gets a cached token', () => {
  it('with a wrong secret, another client’s, or none', async () => {
    const [client, other] = [await issue(), await issue()];
    await tokenOf(client);

    const answers = await Promise.all([
      ask({ ...client, clientSecret: `${client.clientSecret}x` }),
      ask({ ...client, clientSecret: other.clientSecret }),
      ask({ ...client, clientSecret: '' }),
    ]);

    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(Array(3).fill([400, 'invalid_client']));
  });

  it('with a secret that was deleted, while the other one goes on', async () => {
    const client = await issue();
    await tokenOf(client);
    const { body: added } = await run.manage('POST', `${client.path}/secrets`);
    const { body: listed } = await run.manage('GET', `${client.path}/secrets`);

    await run.manage('DELETE', `${client.path}/secrets/${listed.items[0].id}`);

    expect((await ask(client)).body.error).toBe('invalid_client');
    expect((await ask({ ...client, clientSecret: added.clientSecret })).status).toBe(200);
  });

  it.each(['suspend', 'revoke'])('of a client after %s', async (verb) => {
    const client = await issue();
    await tokenOf(client);

    await run.manage('POST', `${client.path}/${verb}`);

    expect((await ask(client)).status).toBe(400);
  });

  it('that was issued before its client’s tokens were revoked', async () => {
    const client = await issue();
    const old = await tokenOf(client);

    await run.manage('POST', `${client.path}/revoke-tokens`);
    run.clock.advance(1_000);
    const fresh = await tokenOf(client);

    expect(fresh).not.toBe(old);
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([401, 200]);
    expect(await tokenOf(client)).toBe(fresh);
  });
});

describe('trouble', () => {
  const fail = (body: object) => send('POST', `${run.controlUrl}/failures`, { body });
  afterEach(() => send('DELETE', `${run.controlUrl}/failures`));

  it('of the table lets the issuer decide', async () => {
    const client = await issue();
    const token = await tokenOf(client);

    await fail({ target: 'table', failure: 'error' });
    const { status, body } = await ask(client);

    expect([status, body.access_token === token]).toEqual([200, false]);
  });

  it('of the issuer lets those in who have a token, and is no answer about the credential of the others', async () => {
    const [client, other] = [await issue(), await issue()];
    const token = await tokenOf(client);

    await fail({ target: 'tokenEndpoint', failure: 'error' });
    const without = await ask(other);

    expect(await tokenOf(client)).toBe(token);
    expect([without.status, without.headers['retry-after'] === undefined]).toEqual([503, false]);
  });
});

it('a first-party client has its token cached too', async () => {
  const { firstParty } = run.facts;
  if (firstParty === undefined) throw new Error('the assembly has no first-party client');

  expect(await tokenOf(firstParty)).toBe(await tokenOf(firstParty));
});
