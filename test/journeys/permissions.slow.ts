/** Layered permissions over HTTP: what an account lost, its credentials lost, on the next request. */
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let account: string;
let keys: string;

beforeAll(async () => {
  run = await withLocalRun();
  account = `/accounts/${run.facts.account.id}`;
  keys = `${account}/keys`;
});
afterAll(() => run.close());

const READ = 'read:orders';
const BOTH = [READ, 'write:orders'];
const grant = (scopes: readonly string[]) => run.manage('PATCH', account, { body: { grant: { scopes } } });
const withKey = (method: string, path: string, key: string) =>
  run.call(method, path, { headers: { 'X-API-Key': key } });

async function issue(fields: object = {}): Promise<{ id: string; key: string }> {
  const { status, body } = await run.manage('POST', keys, { body: { label: 'permissions', scopes: BOTH, ...fields } });
  expect(status).toBe(201);
  return body;
}

describe('the next request after', () => {
  it('a grant shrank is judged by what is left, for keys and tokens, and by all of it when it grew back', async () => {
    const { id, key } = await issue();
    const token = await run.token(run.facts.client);
    const statuses = async () => [
      (await withKey('GET', '/orders', key)).status,
      (await run.call('DELETE', '/orders/1001', bearer(token))).status,
    ];

    const before = await statuses();
    await grant(['write:orders']);
    const withoutRead = await statuses();
    await grant([READ]);
    const withoutWrite = await statuses();
    const view = await run.manage('GET', `${keys}/${id}`);
    await grant(BOTH);
    const after = await statuses();

    expect({ before, withoutRead, withoutWrite, after }).toEqual({
      before: [200, 204],
      withoutRead: [403, 204],
      withoutWrite: [200, 403],
      after: [200, 204],
    });
    expect([view.body.scopes, view.body.effectiveScopes]).toEqual([BOTH, [READ]]);
  });

  it('a grant lost its networks is refused, and an empty list refuses all', async () => {
    const { key } = await issue();

    await run.manage('PATCH', account, { body: { grant: { networks: ['192.0.2.0/24'] } } });
    const outside = await withKey('GET', '/orders', key);
    await run.manage('PATCH', account, { body: { grant: { networks: [] } } });
    const none = await withKey('GET', '/orders', key);
    await run.manage('PATCH', account, { body: { grant: { networks: null } } });
    const any = await withKey('GET', '/orders', key);

    expect([outside.status, none.status, any.status]).toEqual([403, 403, 200]);
  });

  it('a key was suspended, resumed and revoked follows each of them', async () => {
    const { id, key } = await issue();
    const act = async (action: string) => {
      await run.manage('POST', `${keys}/${id}/${action}`);
      return (await withKey('GET', '/orders', key)).status;
    };

    const statuses = [await act('suspend'), await act('resume'), await act('revoke'), await act('resume')];

    expect(statuses).toEqual([401, 200, 401, 401]);
  });

  it('revoke-all is refused for every credential of before, while a new key works', async () => {
    const { key } = await issue();
    const token = await run.token(run.facts.client);

    const { status } = await run.manage('POST', `${account}/revoke-all`);
    const old = [await withKey('GET', '/orders', key), await run.call('GET', '/orders', bearer(token))];
    const fresh = await issue();
    const after = await withKey('GET', '/orders', fresh.key);

    expect([status, ...old.map((answer) => answer.status), after.status]).toEqual([200, 401, 401, 200]);
  });

  it('a rotation takes the new secret at once and the old one until its grace ends', async () => {
    const { id, key } = await issue();
    const rotated = await run.manage('POST', `${keys}/${id}/rotate`, { body: { graceSeconds: 60 } });
    const statuses = async () => [
      (await withKey('GET', '/orders', key)).status,
      (await withKey('GET', '/orders', rotated.body.key)).status,
    ];

    const during = await statuses();
    run.clock.advance(60_000);
    const after = await statuses();

    expect({ during, after }).toEqual({ during: [200, 200], after: [401, 200] });
  });
});

describe('beyond the grant', () => {
  it('no key is issued or updated, wildcards included', async () => {
    await grant([READ]);
    const { id } = await issue({ scopes: [READ] });

    const answers = [
      await run.manage('POST', keys, { body: { label: 'too much', scopes: BOTH } }),
      await run.manage('POST', keys, { body: { label: 'too much', scopes: ['write:*'] } }),
      await run.manage('PATCH', `${keys}/${id}`, { body: { scopes: BOTH } }),
    ];
    await grant(BOTH);

    expect(answers.map(({ status, body }) => [status, body.type.split('/').at(-1)])).toEqual(
      Array(3).fill([403, 'grant-exceeded']),
    );
  });
});

it('a key without an end gets the default life of its account, which a later default does not change', async () => {
  const defaults = (days: number | null) =>
    run.manage('PATCH', account, { body: { grant: { defaultKeyLifetimeDays: days } } });
  const granted = await defaults(30);

  const { id } = await issue();
  await defaults(null);
  const { body } = await run.manage('GET', `${keys}/${id}`);
  const endless = await run.manage('GET', `${keys}/${(await issue()).id}`);

  expect(granted.body.grant.defaultKeyLifetimeDays).toBe(30);
  expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(30 * 86_400_000);
  expect(endless.body).not.toHaveProperty('expiresAt');
});

describe('another account', () => {
  it('finds no key of ours under any verb, and changes none', async () => {
    const { id } = await issue();
    const other = await run.manage('POST', '/accounts', { body: { name: 'Other', grant: { scopes: BOTH } } });
    const foreign = `/accounts/${other.body.id}/keys/${id}`;
    const ours = await run.manage('GET', `${keys}/${id}`);

    const answers = [
      await run.manage('GET', foreign),
      await run.manage('PATCH', foreign, { body: { label: 'taken' } }),
      await run.manage('DELETE', foreign),
      ...(await Promise.all(
        ['rotate', 'end-grace', 'suspend', 'resume', 'revoke'].map((verb) => run.manage('POST', `${foreign}/${verb}`)),
      )),
    ];

    expect(answers.map(({ status, body }) => [status, body.type.split('/').at(-1)])).toEqual(
      Array(8).fill([404, 'key-not-found']),
    );
    expect((await run.manage('GET', `${keys}/${id}`)).text).toBe(ours.text);
  });
});
