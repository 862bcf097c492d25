/** The route that revokes several keys: its body, its pages, and what an actor learns that may not read keys. */
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, KEY_ID, NOW, presentedKey } from '../../support/records';
import { actions, nthKey } from '../../support/world';

const ROUTE = `POST /accounts/${ACCOUNT_ID}/keys/revoke`;
const UNKNOWN = `${ACCOUNT_ID}n0tThere`;
const BEFORE_NOW = new Date(NOW).toISOString();

test('keys are revoked page by page, and each answer shows its keys', async () => {
  const { send, table } = deployment(account(), ...[1, 2, 3].map((n) => nthKey(n, { tags: ['nightly'] })), nthKey(4));
  const body = { filter: { tag: 'nightly', createdBefore: BEFORE_NOW }, reason: 'superseded' };

  const first = await send(ROUTE, { body, query: { limit: '2' } });
  const second = await send(ROUTE, { body, query: { limit: '2', cursor: first.body.nextCursor } });

  const shown = [first, second].map(({ body: { items } }) =>
    items.map(({ id, status, revocationReason }: Record<string, string>) => [id, status, revocationReason]),
  );
  const row = (n: number) => [nthKey(n).keyId, 'revoked', 'superseded'];
  expect(shown).toEqual([[row(1), row(2)], [row(3)]]);
  expect(Object.keys(second.body)).toEqual(['items']);
  expect(actions(table)).toEqual(Array(3).fill('key.revoked'));
});

test('a dry run shows what would be revoked and changes nothing', async () => {
  const { send, table } = deployment(account(), apiKey());

  const { body } = await send(ROUTE, { body: { filter: { ids: [KEY_ID, UNKNOWN] }, dryRun: true } });

  expect(body).toMatchObject({ items: [{ id: KEY_ID, status: 'active', version: 1 }], notFound: [UNKNOWN] });
  expect([table.all('key'), table.all('event')]).toEqual([[apiKey()], []]);
});

test('a cursor belongs to its body: that of a dry run, or of another filter, is refused', async () => {
  const { send, table } = deployment(account(), nthKey(1), nthKey(2));
  const filter = { createdBefore: BEFORE_NOW };
  const query = { limit: '1' };
  const { nextCursor: cursor } = (await send(ROUTE, { body: { filter, dryRun: true }, query })).body;

  const answers = [
    await send(ROUTE, { body: { filter }, query: { ...query, cursor } }),
    await send(ROUTE, { body: { filter: { ...filter, tag: 'x' }, dryRun: true }, query: { ...query, cursor } }),
    await send(ROUTE, { body: { dryRun: true, filter, reason: 'unspecified' }, query: { ...query, cursor } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 200]);
  expect(answers[0]?.body.type).toMatch(/invalid-cursor$/);
  expect(table.all('event')).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no filter', {}, '/filter'],
  ['a filter that asks for nothing', { filter: {} }, '/filter'],
  ['ids that name none', { filter: { ids: [] } }, '/filter/ids'],
  ['101 ids', { filter: { ids: Array(101).fill(KEY_ID) } }, '/filter/ids'],
  ['an id in no form of one', { filter: { ids: [KEY_ID, 'x'] } }, '/filter/ids/1'],
  ['a presented key in place of an id', { filter: { ids: [presentedKey()] } }, '/filter/ids/0'],
  ['a filter that nobody knows', { filter: { usedSince: BEFORE_NOW } }, '/filter/usedSince'],
  ['a filter beside the filter', { filter: { tag: 'x' }, ids: [KEY_ID] }, '/ids'],
  ['a reason that nobody knows', { filter: { tag: 'x' }, reason: 'x' }, '/reason'],
  ['a dry run that is a text', { filter: { tag: 'x' }, dryRun: 'true' }, '/dryRun'],
])('%s is refused, and nothing is revoked', async (_, body, pointer) => {
  const { send, table } = deployment(account(), apiKey({ tags: ['x'] }));

  const refused = await send(ROUTE, { body });

  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, pointer]);
  expect(refused.text).not.toContain(presentedKey());
  expect(table.all('event')).toEqual([]);
});

describe('an actor with revoke:keys alone', () => {
  const hidden = apiKey({ label: 'hidden', tags: ['hidden'], metadata: { hidden: true } });
  const state = { id: KEY_ID, status: expect.any(String), version: expect.any(Number) };

  test.each([true, false])('sees id, status and version of the keys (dry run: %s)', async (dryRun) => {
    const { send } = deployment(account(), hidden);

    const { status, body, text } = await send(ROUTE, {
      body: { filter: { ids: [KEY_ID, UNKNOWN] }, dryRun },
      scopes: ['revoke:keys'],
    });

    expect([status, body]).toEqual([200, { items: [state], notFound: [UNKNOWN] }]);
    expect(text).not.toMatch(/hidden|orders|created|sp_live/);
  });

  test.each(['read', 'write'])('sees the keys once it has %s:keys too', async (verb) => {
    const { send } = deployment(account(), hidden);

    const { body } = await send(ROUTE, {
      body: { filter: { ids: [KEY_ID] } },
      scopes: ['revoke:keys', `${verb}:keys`],
    });

    expect(body.items).toMatchObject([{ id: KEY_ID, label: 'hidden', status: 'revoked' }]);
  });

  test('sees no more with scopes of other kinds', async () => {
    const { send } = deployment(account(), hidden);

    const { body } = await send(ROUTE, {
      body: { filter: { ids: [KEY_ID] } },
      scopes: ['revoke:keys', 'write:accounts', 'write:clients', 'read:events'],
    });

    expect(body.items).toEqual([state]);
  });
});
