/**
 * A request that is sent again with its `Idempotency-Key`, because its answer was lost: one change and one event,
 * whatever others changed since. The rows are total: an endpoint that takes the header needs one.
 */
import { DependencyError } from '../../../lambda/domain/outcome';
import type { Write } from '../../../lambda/domain/ports/table';
import { ROUTES } from '../../support/endpoints';
import { issuedClient, stock } from '../../support/issued';
import { managementApi, type Sent } from '../../support/management';
import { issued as issuedOperator, roster } from '../../support/operators';
import { account, ACCOUNT_ID, apiKey, CLIENT_ID, DAY, KEY_ID } from '../../support/records';
import { world } from '../../support/world';

const OPERATOR_ID = '7u2operatorof26characters0';
/** Each route on these records, and on other ones. */
const IDS: Readonly<Record<string, readonly [string, string]>> = {
  accountId: [ACCOUNT_ID, 'Acc0000002'],
  keyId: [KEY_ID, 'Acc0000002Key00001'],
  clientId: [CLIENT_ID, '3n4b5urk1ft4fl3mg5e62d9ad2'],
  operatorId: [OPERATOR_ID, '7u2operatorof26characters2'],
};
const on = (route: string, at: 0 | 1 = 0): string =>
  route.replace(/\{(\w+)\}/g, (_, name: string) => IDS[name]?.[at] ?? name);

interface Row {
  readonly body?: object;
  /** The call that brings the records to where the route has something to do. */
  readonly first?: string;
  /** What others do after it, which a repeated request must leave as it is. Absent: nothing undoes the change. */
  readonly others?: string;
  /** Of the repeated request. @default 200 */
  readonly status?: number;
}

const ACCOUNT = '/accounts/{accountId}';
const KEY = `${ACCOUNT}/keys/{keyId}`;
const CLIENT = `${ACCOUNT}/clients/{clientId}`;
const CREDENTIAL = { label: 'x', scopes: [] };
const VERBS: Readonly<Record<string, Row>> = {
  [`POST ${ACCOUNT}/suspend`]: { others: `POST ${ACCOUNT}/resume` },
  [`POST ${ACCOUNT}/resume`]: { first: `POST ${ACCOUNT}/suspend`, others: `POST ${ACCOUNT}/suspend` },
  [`POST ${ACCOUNT}/revoke-all`]: { others: `POST ${ACCOUNT}/keys` },
  [`POST ${KEY}/end-grace`]: { first: `POST ${KEY}/rotate`, others: `POST ${KEY}/rotate` },
  [`POST ${KEY}/suspend`]: { others: `POST ${KEY}/resume` },
  [`POST ${KEY}/resume`]: { first: `POST ${KEY}/suspend`, others: `POST ${KEY}/suspend` },
  [`POST ${KEY}/revoke`]: {},
  [`POST ${CLIENT}/suspend`]: { others: `POST ${CLIENT}/resume` },
  [`POST ${CLIENT}/resume`]: { first: `POST ${CLIENT}/suspend`, others: `POST ${CLIENT}/suspend` },
  [`POST ${CLIENT}/revoke-tokens`]: { others: `POST ${CLIENT}/suspend` },
  [`POST ${CLIENT}/revoke`]: {},
  'POST /operators/{operatorId}/revoke': {},
};
/** A secret whose record may not have been written is deleted again, so a repeated request finds none. */
const MAKERS: Readonly<Record<string, Row>> = {
  'POST /accounts': { body: { name: 'Acme' } },
  [`POST ${ACCOUNT}/keys`]: { body: CREDENTIAL },
  [`POST ${KEY}/rotate`]: {},
  [`POST ${ACCOUNT}/clients`]: { body: CREDENTIAL },
  [`POST ${CLIENT}/secrets`]: { status: 404 },
  'POST /operators': { body: { label: 'x', scopes: ['write:operators'] } },
  'POST /operators/{operatorId}/secrets': { status: 404 },
};
const ROWS = { ...VERBS, ...MAKERS };
const keyed = { headers: { 'Idempotency-Key': 'once' } };
const each = (rows: typeof ROWS) => Object.entries(rows).map(([route, row]) => ({ route, ...row }));
const undone = each(VERBS).flatMap(({ others, ...row }) => (others === undefined ? [] : [{ ...row, others }]));

/** Two of each record, one second older at each request; `losing` loses the answers of all transactions. */
async function deployment({ first }: Row) {
  const others = { accountId: 'Acc0000002' };
  const made = world(
    ...[account(), account(others)],
    ...[apiKey(), apiKey({ ...others, keyId: 'Acc0000002Key00001' })],
    ...[issuedClient(), issuedClient({ ...others, clientId: '3n4b5urk1ft4fl3mg5e62d9ad2' })],
    ...[OPERATOR_ID, '7u2operatorof26characters2'].map((clientId) => issuedOperator(clientId)),
    roster(OPERATOR_ID, '7u2operatorof26characters2'),
  );
  for (const [id] of [IDS['clientId'], IDS['operatorId']].flatMap((ids) => (ids ? [ids] : []))) stock(made.pool, id);
  const state = { losing: false };
  const commit = made.table.commit.bind(made.table);
  made.table.commit = async (writes: readonly Write[]) => {
    const result = await commit(writes);
    if (state.losing) throw new DependencyError('table', 'the answer was lost');
    return result;
  };
  const api = managementApi(made.deps);
  const send = async (route: string, sent: Sent = {}, at: 0 | 1 = 0) => {
    made.clock.now += 1_000;
    return api(on(route, at), sent);
  };
  if (first !== undefined) await send(first);
  const events = () => made.table.all('event').length;
  const records = () =>
    JSON.stringify((['account', 'key', 'client', 'operator'] as const).map((k) => made.table.all(k)));
  return { ...made, state, send, events, records };
}

test('every POST that changes something takes an Idempotency-Key, but those that are safe to send again without it', () => {
  const posts = ROUTES.filter(({ method, shape }) => method === 'POST' && !shape.idempotent);
  const taking = ROUTES.filter(({ shape }) => shape.idempotent);

  expect(posts.map(({ route }) => route)).toEqual([
    `POST ${ACCOUNT}/keys/revoke`,
    `POST ${ACCOUNT}/keys/import`,
    `POST ${ACCOUNT}/members`,
    'POST /verify',
    'POST /revocations',
  ]);
  expect(taking.map(({ route }): string => route).sort()).toEqual(Object.keys(ROWS).sort());
});

test.each(each(ROWS))('three lost answers and a retry of $route make one event', async ({ route, ...row }) => {
  const { state, send, events, ...made } = await deployment(row);
  const before = events();
  const sent = { ...keyed, ...(row.body && { body: row.body }) };

  state.losing = true;
  const lost = [await send(route, sent), await send(route, sent), await send(route, sent)];
  state.losing = false;
  const changed = made.records();
  const retried = await send(route, sent);

  expect(lost[0]).toMatchObject({ status: 503, body: { type: expect.stringMatching(/dependency-unavailable$/) } });
  expect([retried.status, events() - before]).toEqual([row.status ?? 200, 1]);
  expect(made.records()).toBe(changed);
});

describe.each(undone)('$route, when others did $others since,', ({ route, others, first }) => {
  const body = others.endsWith('/keys') ? { body: CREDENTIAL } : {};

  test('sent again changes nothing, and shows the record as it is now', async () => {
    const { send, events, records } = await deployment({ first });
    await send(route, keyed);
    await send(others, body);
    const before = [records(), events()];

    const again = await send(route, keyed);

    expect([records(), events()]).toEqual(before);
    expect(again.status).toBe(200);
    const read = await send(`GET ${route.slice('POST '.length, route.lastIndexOf('/'))}`);
    expect(again.body).toMatchObject({ status: read.body.status, version: read.body.version });
  });

  test('sent again changes nothing also if it had nothing to change at first', async () => {
    const { send, events, records, clock } = await deployment({ first });
    await send(route);
    clock.now -= 1_000;
    await send(route, keyed);
    await send(others, body);
    const before = [records(), events()];

    const again = await send(route, keyed);

    expect([again.status, records(), events()]).toEqual([200, ...before]);
  });

  test('makes the change anew with a new Idempotency-Key, and after a day', async () => {
    const { send, records, clock } = await deployment({ first });
    await send(route, keyed);
    await send(others, body);
    const before = records();

    await send(route, { headers: { 'Idempotency-Key': 'another' } });
    const anew = records();
    await send(others, body);
    clock.now += DAY;
    const later = records();
    await send(route, keyed);

    expect(anew).not.toBe(before);
    expect(records()).not.toBe(later);
  });
});

test.each(each(VERBS))('$route is refused with the Idempotency-Key of another request', async ({ route, first }) => {
  const { send, records, events } = await deployment({ first });
  await send(route, keyed, 1);
  const before = [records(), events()];

  const refused = await send(route, keyed);

  expect(refused.body).toMatchObject({ status: 422, type: expect.stringMatching(/idempotency-mismatch$/) });
  expect([records(), events()]).toEqual(before);
});

test('a key issued after revoke-all lives, when revoke-all is sent again as its lost answer tells', async () => {
  const { state, send } = await deployment({});
  const revokeAll = `POST ${ACCOUNT}/revoke-all`;
  state.losing = true;
  const lost = await send(revokeAll, keyed);
  state.losing = false;
  const { body: issued } = await send(`POST ${ACCOUNT}/keys`, { body: CREDENTIAL });

  const retried = await send(revokeAll, keyed);

  expect(lost.body.detail).toContain('with the same Idempotency-Key');
  expect([retried.status, (await send(`GET ${ACCOUNT}/keys/${issued.id}`)).body.status]).toEqual([200, 'active']);
  expect((await send(`GET ${KEY}`)).body.status).toBe('revoked');
});

test('a DELETE whose answer was lost gets 404 when it is sent again, as the lost answer tells', async () => {
  const { state, send } = await deployment({ first: `POST ${KEY}/revoke` });
  state.losing = true;
  const lost = await send(`DELETE ${KEY}`);
  state.losing = false;

  const retried = await send(`DELETE ${KEY}`);

  expect(lost.body.detail).toContain('a repeated DELETE gets 404');
  expect(retried.body).toMatchObject({ status: 404, type: expect.stringMatching(/key-not-found$/) });
});

test('a PATCH with If-Match whose answer was lost gets 412 when it is sent again, as the lost answer tells', async () => {
  const { state, send, events } = await deployment({});
  const sent = { body: { label: 'New' }, headers: { 'If-Match': '"1"' } };
  state.losing = true;
  const lost = await send(`PATCH ${KEY}`, sent);
  state.losing = false;

  const retried = await send(`PATCH ${KEY}`, sent);

  expect(lost.body.detail).toContain('a repeated PATCH with If-Match gets 412');
  expect([retried.status, (await send(`GET ${KEY}`)).body.label, events()]).toEqual([412, 'New', 1]);
});
