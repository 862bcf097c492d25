/**
 * A path names an account by its id, or by `external:` and its external id. Generated from the route table: whatever is
 * asked, by whom, the answer and what is left in the table are the same.
 */
import { MANAGEMENT_CATALOGUE, type ManagementScope } from '../../../lambda/domain/policy';
import { type Route, ROUTES } from '../../support/endpoints';
import { deployment, eventOf, managementApi, type Sent } from '../../support/management';
import { account, ACCOUNT_ID, apiKey } from '../../support/records';
import { everything, good, nameOf, pathOf, stocked } from '../../support/stocked';
import { nthKey } from '../../support/world';

const EXTERNAL_ID = 'customer-4711';
const named = (externalId = EXTERNAL_ID, accountId = ACCOUNT_ID) => [
  account({ accountId, externalId }),
  { kind: 'externalId', externalId, accountId } as const,
];
const by = (externalId: string): string => `external:${encodeURIComponent(externalId)}`;
const OF_ACCOUNTS = ROUTES.filter(({ path }) => path.includes('{accountId}'));
const rows = OF_ACCOUNTS.map((route) => [nameOf(route), route] as const);

/** The answer to a good request that names the account so, and what it leaves. */
async function outcomeOf(route: Route, name: string, sent: Sent = {}) {
  const made = stocked(route, named('Kunde/4711'));
  const { status, headers, text } = await managementApi(made.deps)(pathOf(route, name), { ...good(route), ...sent });
  return {
    answer: { status, headers, text },
    left: everything(made),
    before: everything(stocked(route, named('Kunde/4711'))),
  };
}

describe('the account is the same', () => {
  test.each(rows)('%s: the answer, its headers, and all that is written', async (_, route) => {
    const keyed = { headers: { 'Idempotency-Key': 'once' } };

    const byId = await outcomeOf(route, ACCOUNT_ID, keyed);
    const byExternalId = await outcomeOf(route, by('Kunde/4711'), keyed);

    expect(byExternalId).toEqual(byId);
    expect(byId.answer.status).not.toBe(404);
    expect(`${byExternalId.answer.text} ${JSON.stringify(byExternalId.answer.headers)}`).not.toContain('external:');
  });

  test.each(
    OF_ACCOUNTS.flatMap((route) =>
      MANAGEMENT_CATALOGUE.map((scope: ManagementScope) => ({ name: nameOf(route), scope, route })),
    ),
  )('$name with $scope alone: nobody may more, and who may not learns of no account', async ({ route, scope }) => {
    const scopes = [scope];

    const byId = await outcomeOf(route, ACCOUNT_ID, { scopes });
    const byExternalId = await outcomeOf(route, by('Kunde/4711'), { scopes });
    const unknown = await outcomeOf(route, by('nobody'), { scopes });

    expect(byExternalId).toEqual(byId);
    expect(unknown.left).toBe(unknown.before);
    if (route.scopes.includes(scope)) expect(unknown.answer.status).toBe(404);
    else expect(unknown.answer).toEqual(byId.answer);
  });

  test.each(rows)('%s: claims that make no operator are refused before any look-up', async (_, route) => {
    for (const claims of [null, { client_id: 'unknown' }]) {
      const answers = [
        await outcomeOf(route, by('Kunde/4711'), { claims }),
        await outcomeOf(route, by('x'), { claims }),
      ];

      expect(answers.map(({ answer }) => answer.status)).toEqual([401, 401]);
      expect(answers[0]).toEqual(answers[1]);
    }
  });
});

/** Each as the caller sends it, and as an event may have it: decoded, or as it was sent. */
const IDS = ['x', 'a/b', 'a b', 'a+b', '50%', 'a%2Fb', 'external:x', ':', 'é🌙', '*', '..', '?x=1#y', 'A'.repeat(128)];
const SPELLINGS = [
  (id: string) => `external:${encodeURIComponent(id)}`,
  (id: string) => encodeURIComponent(`external:${id}`),
  (id: string) => [...Buffer.from(`external:${id}`)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
];
const cases = IDS.flatMap((id) => SPELLINGS.map((spell) => [id, spell(id)] as const));

describe.each(cases)('the external id %j, sent as %s,', (id, spelled) => {
  const others = ['a%252Fb', 'a/b', 'a%2Fb', 'x', '50%25'].filter((other) => other !== id);
  const records = [...named(id), ...others.flatMap((other, at) => named(other, `Acc000010${at}`))];

  test.each([['decoded'], ['as sent']])('finds its account and no other in an event that has it %s', async (form) => {
    const { send } = deployment(...records);
    const event = form === 'as sent' ? { event: { pathParameters: { accountId: spelled } } } : {};

    const found = await send(`GET /accounts/${spelled}`, event);
    const issued = await send(`POST /accounts/${spelled}/keys`, { ...event, body: { label: 'x', scopes: [] } });

    expect(found.body).toMatchObject({ id: ACCOUNT_ID, externalId: id });
    expect(issued.headers['Location']).toBe(`/v1/accounts/${ACCOUNT_ID}/keys/${issued.body.id}`);
  });
});

/** Of a request that came by this path. */
const along = (path: string): Sent => {
  const { requestContext } = eventOf('GET /accounts');
  return { event: { requestContext: { ...requestContext, path } } };
};

test('a Location keeps the base path of a custom domain, also one that looks like a route', async () => {
  const { send } = deployment(...named('a/b'));

  const { headers, body } = await send('POST /accounts/external:a%2Fb/keys', {
    ...along('/accounts/keys/accounts/external:a%2Fb/keys'),
    body: { label: 'x', scopes: [] },
  });

  expect(headers['Location']).toBe(`/accounts/keys/accounts/${ACCOUNT_ID}/keys/${body.id}`);
});

test.each([
  '',
  ' x',
  'x ',
  'a\nb',
  'a\u200bb',
  '\u0301',
  'A'.repeat(129),
  `sp_live_${'a'.repeat(18)}_${'a'.repeat(49)}`,
])('external: with %j is 400 on every route, with the other field errors, and reads nothing', async (id) => {
  for (const route of OF_ACCOUNTS) {
    const made = stocked(route, named());
    const read = jest.spyOn(made.table, 'read');

    const { body } = await managementApi(made.deps)(pathOf(route, by(id)), { ...good(route), query: { unknown: '1' } });

    expect(body).toMatchObject({ status: 400, type: expect.stringMatching(/invalid-request$/) });
    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(['accountId', 'unknown']);
    expect(read).not.toHaveBeenCalled();
  }
});

test.each(['External:customer-4711', 'external', 'customer-4711', 'internal:customer-4711'])(
  '%s names no account: 404',
  async (name) => {
    const { send } = deployment(...named());

    const { body } = await send(`GET /accounts/${name}`);

    expect(body).toMatchObject({ status: 404, type: expect.stringMatching(/account-not-found$/) });
  },
);

test('a percent sign that begins no escape is a character of the external id', async () => {
  const { send } = deployment(...named('50%'));
  const { event } = along('/v1/accounts/external:50%');

  const found = await send('GET /accounts/x', { event: { ...event, pathParameters: { accountId: 'external:50%' } } });

  expect(found.body).toMatchObject({ externalId: '50%' });
});

test('a cursor goes on with its list whichever way the account is named', async () => {
  const { send } = deployment(...named(), nthKey(1), nthKey(2), nthKey(3));
  const first = await send(`GET /accounts/${by(EXTERNAL_ID)}/keys`, { query: { limit: '1' } });

  const second = await send(`GET /accounts/${ACCOUNT_ID}/keys`, {
    query: { limit: '1', cursor: first.body.nextCursor },
  });
  const third = await send(`GET /accounts/${by(EXTERNAL_ID)}/keys`, {
    query: { limit: '1', cursor: second.body.nextCursor },
  });

  expect([first, second, third].flatMap(({ body }) => body.items.map(({ id }: { id: string }) => id))).toEqual(
    [1, 2, 3].map((n) => nthKey(n).keyId),
  );
});

test.each([
  [ACCOUNT_ID, by(EXTERNAL_ID)],
  [by(EXTERNAL_ID), ACCOUNT_ID],
])('a request by %s that is sent again by %s is a replay', async (one, other) => {
  const { send, table } = deployment(...named(), apiKey());
  const sent = { body: { label: 'x', scopes: [] }, headers: { 'Idempotency-Key': 'once' } };

  const first = await send(`POST /accounts/${one}/keys`, sent);
  const again = await send(`POST /accounts/${other}/keys`, sent);

  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toMatchObject({ id: first.body.id, secretShown: false });
  expect(table.all('idempotency')).toHaveLength(1);
});

test('a renamed account is found by its new external id at the next request, and not by its old one', async () => {
  const { send } = deployment(...named());

  await send(`PATCH /accounts/${by(EXTERNAL_ID)}`, { body: { externalId: 'customer-4712' } });
  const answers = [await send(`GET /accounts/${by(EXTERNAL_ID)}`), await send(`GET /accounts/${by('customer-4712')}`)];

  expect(answers.map(({ status }) => status)).toEqual([404, 200]);
});
