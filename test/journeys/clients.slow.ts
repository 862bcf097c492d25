/** OAuth clients over HTTP: each is cut off by itself, or only the tokens it has, on the next request. */
import { type Answer, bearer, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;
let clients: string;
let one: string;

beforeAll(async () => {
  run = await withLocalRun();
  clients = `/accounts/${run.facts.account.id}/clients`;
  one = `${clients}/${run.facts.client.clientId}`;
});
afterAll(() => run.close());

const BOTH = ['read:orders', 'write:orders'];
const newToken = () => run.token(run.facts.client);
const withToken = async (token: string) => (await run.call('GET', '/orders', bearer(token))).status;
const nameOf = ({ body }: Answer) => body.type.split('/').at(-1);

describe('the next request after', () => {
  it('its client’s tokens were revoked refuses each token of before, and takes one fetched a second later', async () => {
    const token = await newToken();
    const before = await withToken(token);

    const revoked = await run.manage('POST', `${one}/revoke-tokens`);
    const after = await withToken(token);
    run.clock.advance(1_000);
    const fresh = await newToken();

    expect([before, revoked.status, after, await withToken(token), await withToken(fresh)]).toEqual([
      200, 200, 401, 401, 200,
    ]);
    expect(revoked.body.tokensValidAfter).toMatch(/:\d\d\.000Z$/);
    expect(Date.parse(revoked.body.tokensValidAfter)).toBeLessThanOrEqual(run.clock.now());
    const refused = run.lines.filter((line) => JSON.stringify(line).includes('token-revoked'));
    expect(refused).toHaveLength(2);
  });

  it('a revocation of tokens leaves the account’s keys alone', async () => {
    await run.manage('POST', `${one}/revoke-tokens`);

    const { status } = await run.call('GET', '/orders', { headers: { 'X-API-Key': run.facts.key.key } });

    expect(status).toBe(200);
    run.clock.advance(1_000);
  });

  it('it was suspended and resumed follows each of them, for the token in hand and for a new one', async () => {
    const token = await newToken();
    const act = async (action: string) => {
      const { status } = await run.manage('POST', `${one}/${action}`);
      return [status, await withToken(token), await withToken(await newToken())];
    };

    expect([await act('suspend'), await act('resume')]).toEqual([
      [200, 401, 401],
      [200, 200, 200],
    ]);
  });

  it('its scopes were changed judges it by what token, client and grant all hold', async () => {
    const token = await newToken();
    const account = `/accounts/${run.facts.account.id}`;
    const statuses = async () => [
      await withToken(token),
      (await run.call('DELETE', '/orders/1001', bearer(token))).status,
      (await run.manage('GET', one)).body.effectiveScopes,
    ];

    await run.manage('PATCH', one, { body: { scopes: ['write:orders'] } });
    const withoutRead = await statuses();
    await run.manage('PATCH', one, { body: { scopes: BOTH } });
    await run.manage('PATCH', account, { body: { grant: { scopes: ['read:orders'] } } });
    const granted = await statuses();
    const beyond = await run.manage('PATCH', one, { body: { scopes: ['write:orders'] } });
    await run.manage('PATCH', account, { body: { grant: { scopes: BOTH } } });

    expect(withoutRead).toEqual([403, 204, ['write:orders']]);
    expect(granted).toEqual([200, 403, ['read:orders']]);
    expect([beyond.status, nameOf(beyond)]).toEqual([403, 'grant-exceeded']);
  });
});

describe('another account', () => {
  it('finds no client of ours under any verb, and changes none', async () => {
    const other = await run.manage('POST', '/accounts', { body: { name: 'Other', grant: { scopes: BOTH } } });
    const foreign = one.replace(run.facts.account.id, other.body.id);
    const ours = await run.manage('GET', one);

    const answers = [
      await run.manage('GET', foreign),
      await run.manage('PATCH', foreign, { body: { label: 'taken' } }),
      await run.manage('DELETE', foreign),
      ...(await Promise.all(
        ['suspend', 'resume', 'revoke-tokens', 'revoke'].map((verb) => run.manage('POST', `${foreign}/${verb}`)),
      )),
    ];
    const list = await run.manage('GET', foreign.replace(`/${run.facts.client.clientId}`, ''));

    expect(answers.map((answer) => [answer.status, nameOf(answer)])).toEqual(Array(7).fill([404, 'client-not-found']));
    expect(list.body.items).toEqual([]);
    expect((await run.manage('GET', one)).text).toBe(ours.text);
  });
});

describe('a revoked client', () => {
  it('opens no door again, is listed as dead, and once deleted can be adopted by nobody', async () => {
    const token = await newToken();
    const revoked = await run.manage('POST', `${one}/revoke`, { body: { reason: 'key_compromise' } });
    const listed = await run.manage('GET', `${clients}?status=revoked`);
    const again = [await run.manage('POST', `${one}/resume`), await run.manage('POST', `${one}/revoke-tokens`)];
    const deleted = await run.manage('DELETE', one);
    run.clock.advance(1_000);
    const adopted = await run.manage('PUT', one, { body: { label: 'Again', scopes: BOTH } });

    expect(revoked.body).toMatchObject({ status: 'revoked', revocationReason: 'key_compromise' });
    expect(listed.body.items).toMatchObject([{ id: run.facts.client.clientId, status: 'revoked' }]);
    expect([...again, adopted].map((answer) => [answer.status, nameOf(answer)])).toEqual(
      Array(3).fill([409, 'client-not-active']),
    );
    expect([deleted.status, await withToken(token), await withToken(await newToken())]).toEqual([204, 401, 401]);
  });
});

describe('an app client that nobody adopted', () => {
  const asked = { label: 'Brought along', scopes: ['read:orders'] };
  const make = () => {
    const made = run.pool?.createClient('Brought along', ['orders-accounts/read:orders']);
    if (made === undefined) throw new Error('no pool');
    return { ...made, path: `${clients}/${made.clientId}` };
  };
  const detailsAt = ({ status, body }: Answer) => [status, body.errors?.[0]?.pointer, body.errors?.[0]?.detail];

  it('comes into an account with a token of its own, and later changes need none', async () => {
    const { path, ...client } = make();
    const token = await run.token(client);

    const before = await withToken(token);
    const adopted = await run.manage('PUT', path, { body: { ...asked, token } });
    const changed = await run.manage('PUT', path, { body: { ...asked, label: 'Moved' } });

    expect([before, adopted.status, await withToken(token)]).toEqual([401, 201, 200]);
    expect([changed.status, changed.body.label]).toEqual([200, 'Moved']);
  });

  it('is taken by nobody who has no token of it: its id is not enough', async () => {
    const { path, ...client } = make();
    const other = make();
    const [old, others] = [await run.token(client), await run.token(other)];
    run.clock.advance(3_600_000);

    const answers = [
      await run.manage('PUT', path, { body: asked }),
      await run.manage('PUT', path, { body: { ...asked, token: 'x' } }),
      await run.manage('PUT', path, { body: { ...asked, token: await run.token(other) } }),
      await run.manage('PUT', path, { body: { ...asked, token: old } }),
      await run.manage('PUT', `${clients}/nobody`, { body: { ...asked, token: others } }),
    ];

    expect(answers.map(detailsAt)).toEqual([
      [400, '/token', expect.stringContaining('Is required to adopt')],
      [400, '/token', expect.stringContaining('Must be an access token alone')],
      [400, '/token', expect.stringContaining('Must be a token of the app client in the path')],
      [400, '/token', 'Has expired. Fetch a new token.'],
      [400, '/token', 'Has expired. Fetch a new token.'],
    ]);
    expect((await run.manage('GET', path)).status).toBe(404);
  });

  it('of the stack itself is given away by nobody but who has its secret', async () => {
    const { firstParty } = run.facts;
    const { body: other } = await run.manage('POST', '/accounts', { body: { name: 'Other', grant: { scopes: BOTH } } });
    const path = `/accounts/${other.id}/clients/${make().clientId}`;
    const own = firstParty === undefined ? '' : await run.token(firstParty);

    const answer = await run.manage('PUT', path, { body: { ...asked, token: own } });

    expect(detailsAt(answer)).toEqual([
      400,
      '/token',
      expect.stringContaining('Must be a token of the app client in the path'),
    ]);
  });

  it('comes in without a trace of its token in any log', async () => {
    const { path, ...client } = make();
    const token = await run.token(client);

    await run.manage('PUT', path, { body: { ...asked, token } });

    expect(JSON.stringify(run.lines)).not.toContain(token.split('.')[1]);
  });
});
