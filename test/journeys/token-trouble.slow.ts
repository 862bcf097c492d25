/**
 * Failures around the token cache: a client with a cached token goes on while Cognito is down, every client goes on
 * while the cache is down, and no failure is ever answered as a bad credential.
 */
import type { FailureKind } from '../../local/types';
import { bearer, type Credentials, send, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let clients: string;

beforeAll(async () => {
  run = await withLocalRun();
  clients = `/accounts/${run.facts.account.id}/clients`;
});
afterAll(() => run.close());
afterEach(() => {
  run.table?.fail('none');
  run.pool?.fail('none', { target: 'tokenEndpoint' });
});

const WHOLE: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'hang', 'throttle', 'error', 'malformed'];
const FAULTS: readonly FailureKind[] = [...WHOLE, 'partial'];

const ask = ({ clientId, clientSecret }: Credentials) =>
  send('POST', run.facts.cachedTokenUrl ?? '', {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: 'grant_type=client_credentials',
  });
const tokenOf = async (client: Credentials): Promise<string> => (await ask(client)).body.access_token;
const statusWith = async (token: string) => (await run.call('GET', '/orders', bearer(token))).status;
const issuerFails = (fault: FailureKind): void => run.pool?.fail(fault, { target: 'tokenEndpoint' });

async function issue() {
  const { body } = await run.manage('POST', clients, { body: { label: 'Depot', scopes: ['read:orders'] } });
  return { clientId: String(body.id), clientSecret: String(body.clientSecret) };
}

describe('trouble of the issuer', () => {
  it.each(WHOLE)('%s: a cached token is given, another one is not, and is once it is over', async (fault) => {
    const [client, other] = [await issue(), await issue()];
    const token = await tokenOf(client);

    issuerFails(fault);
    const cached = await ask(client);
    const without = await ask(other);
    const wrong = await ask({ ...client, clientSecret: other.clientSecret });
    issuerFails('none');
    const after = await ask(other);

    expect([cached.status, cached.body.access_token]).toEqual([200, token]);
    expect([without.status, wrong.status]).toEqual(fault === 'throttle' ? [429, 429] : [503, 503]);
    if (fault !== 'throttle') expect(Number(without.headers['retry-after'])).toBeGreaterThan(0);
    expect([after.status, await statusWith(after.body.access_token)]).toEqual([200, 200]);
  });
});

/** Where the cache reads and writes: everything, its own table's two calls, and the clients' records. */
const PLACES = [undefined, 'GetItem', 'PutItem', 'BatchGetItem'] as const;
const cases = FAULTS.flatMap((fault) =>
  // Only a batch can be answered in part.
  PLACES.filter((place) => fault !== 'partial' || place === 'BatchGetItem').map((place) => [fault, place] as const),
);

describe('trouble of the tables', () => {
  it.each(cases)(
    '%s (%s): tokens come all the same, from the issuer, and are cached once it is over',
    async (fault, operation) => {
      const client = await issue();

      run.table?.fail(fault, operation === undefined ? {} : { operation });
      const troubled = await ask(client);
      const wrong = await ask({ ...client, clientSecret: 'nothing' });
      run.table?.fail('none');
      const [first, second] = [await tokenOf(client), await tokenOf(client)];

      expect([troubled.status, await statusWith(troubled.body.access_token)]).toEqual([200, 200]);
      expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_client']);
      expect(second).toBe(first);
    },
  );

  it.each(FAULTS)('%s: what is cached is never given when the records cannot be read', async (fault) => {
    const client = await issue();
    const old = await tokenOf(client);
    await run.manage('POST', `${clients}/${client.clientId}/revoke-tokens`);
    run.clock.advance(1_000);

    run.table?.fail(fault, { operation: 'BatchGetItem' });
    const troubled = await ask(client);
    issuerFails('error');
    const both = await ask(client);
    run.table?.fail('none');

    expect([troubled.status, troubled.body.access_token === old]).toEqual([200, false]);
    expect(await statusWith(troubled.body.access_token)).toBe(200);
    expect([both.status, both.body.access_token]).toEqual([503, undefined]);
  });
});
