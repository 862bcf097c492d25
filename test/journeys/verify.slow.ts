/** A service that is not behind the gateway asks about credentials, over real HTTP. */
import { bearer, type Answer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let keys: string;

beforeAll(async () => {
  run = await withLocalRun({ testControl: true });
  keys = `/accounts/${run.facts.account.id}/keys`;
});
afterAll(() => run.close());

const verify = (body: object): Promise<Answer> => run.manage('POST', '/verify', { body });
async function issue(fields: object = {}): Promise<{ id: string; key: string }> {
  const { body } = await run.manage('POST', keys, { body: { label: 'verify', scopes: ['read:orders'], ...fields } });
  return body;
}

test('a key is valid until it is revoked, and the door says the same', async () => {
  const { id, key } = await issue({ metadata: { plan: 'gold' } });
  const door = async () => (await run.call('GET', '/orders', { headers: { 'X-API-Key': key } })).status;

  const before = [await verify({ credential: key, scope: 'read:orders' }), await door()] as const;
  await run.manage('POST', `${keys}/${id}/revoke`);
  const after = [await verify({ credential: key, scope: 'read:orders' }), await door()] as const;

  expect(before[0].body).toEqual({
    valid: true,
    principal: {
      accountId: run.facts.account.id,
      credentialId: id,
      credentialType: 'apiKey',
      scopes: ['read:orders'],
      environment: 'live',
      metadata: { plan: 'gold' },
    },
  });
  expect(before[0].headers['cache-control']).toBe('no-store');
  expect([after[0].status, after[0].body]).toEqual([200, { valid: false, reason: 'revoked' }]);
  expect([before[1], after[1]]).toEqual([200, 401]);
});

test('a token is valid until its life ends', async () => {
  const token = await run.token(run.facts.client);

  const before = await verify({ credential: token });
  run.clock.advance(24 * 3_600_000);
  const after = await verify({ credential: token });

  expect(before.body).toMatchObject({
    valid: true,
    principal: { credentialId: run.facts.client.clientId, credentialType: 'client' },
  });
  expect([after.status, after.body]).toEqual([200, { valid: false, reason: 'token-expired' }]);
});

test('an operator’s own token is no credential of an account', async () => {
  const { body } = await verify({ credential: await run.token(run.facts.operator) });

  expect(body).toEqual({ valid: false, reason: 'unknown' });
});

test('scope and networks hold as at the door', async () => {
  const { key } = await issue({ networks: ['192.0.2.0/24'] });

  const answers = await Promise.all([
    verify({ credential: key, sourceIp: '192.0.2.7' }),
    verify({ credential: key, sourceIp: '198.51.100.7' }),
    verify({ credential: key }),
    verify({ credential: key, sourceIp: '192.0.2.7', scope: 'write:orders' }),
  ]);

  expect(answers.map(({ status, body }) => [status, body.reason ?? 'valid'])).toEqual([
    [200, 'valid'],
    [200, 'network-not-allowed'],
    [200, 'source-unknown'],
    [200, 'insufficient-scope'],
  ]);
});

test('nobody but an operator may ask, and no log line holds what was asked about', async () => {
  const { key } = await issue();

  const [stranger, holder] = await Promise.all([
    run.manage('POST', '/verify', { headers: { Authorization: '' }, body: { credential: key } }),
    run.manage('POST', '/verify', { ...bearer(key), body: { credential: key } }),
  ]);
  await verify({ credential: key });

  expect([stranger.status, holder.status]).toEqual([401, 401]);
  expect(JSON.stringify(run.lines)).not.toContain(key.slice(28));
});
