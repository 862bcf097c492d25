/** Plans as callers see them: the list, the limits of accounts and keys, and all field errors at once. */
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { MANAGEMENT_CATALOGUE } from '../../../lambda/domain/policy';
import { managementApi } from '../../support/management';
import { PLANS } from '../../support/plans';
import { ACCOUNT_ID, account, apiKey, KEY_ID } from '../../support/records';
import { world } from '../../support/world';

const ON_FREE = account({ grant: { scopes: ['read:orders'], plan: 'free' } });
const PENDING = { plan: 'free', shared: true, pending: true };
const api = (...records: readonly TableRecord[]) => managementApi({ ...world(...records).deps, plans: PLANS });

test.each(MANAGEMENT_CATALOGUE)(
  'the plans are for an operator with any management scope, such as %s',
  async (scope) => {
    const { status, body } = await api()('GET /plans', { scopes: [scope] });

    expect([status, body]).toEqual([
      200,
      {
        items: [
          { name: 'free', ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } },
          { name: 'pro', ratePerSecond: 100, burst: 200 },
        ],
      },
    ]);
  },
);

test('a deployment without plans has an empty list of them', async () => {
  expect((await managementApi(world().deps)('GET /plans')).body).toEqual({ items: [] });
});

test('nobody without a management scope gets the plans', async () => {
  expect((await api()('GET /plans', { scopes: [] })).status).toBe(403);
});

test('accounts and keys show their plan and the limits that hold them now, also in lists', async () => {
  const send = api(ON_FREE, apiKey({ plan: 'free' }));

  const [one, accounts, key, keys] = await Promise.all([
    send(`GET /accounts/${ACCOUNT_ID}`),
    send('GET /accounts'),
    send(`GET /accounts/${ACCOUNT_ID}/keys/${KEY_ID}`),
    send(`GET /accounts/${ACCOUNT_ID}/keys`),
  ]);

  expect([one.body, accounts.body.items[0]]).toMatchObject([
    { grant: { plan: 'free' }, limits: PENDING },
    { grant: { plan: 'free' }, limits: PENDING },
  ]);
  expect([key.body, keys.body.items[0]]).toMatchObject([
    { plan: 'free', limits: PENDING },
    { plan: 'free', limits: PENDING },
  ]);
});

test('an unknown plan is one of all field errors, each at its place', async () => {
  const send = api(ON_FREE, apiKey());

  const errorsOf = async (route: string, body: object) => (await send(route, { body })).body.errors;

  const issued = { label: 7, scopes: [], plan: 'gold', account: { name: 'Acme', grant: { plan: 'gold' } } };
  expect(await errorsOf(`POST /accounts/external:crm-1/keys`, issued)).toMatchObject([
    { pointer: '/label' },
    { pointer: '/plan', detail: 'Must be a plan of this deployment: free, pro.' },
    { pointer: '/account/grant/plan' },
  ]);
  expect(await errorsOf(`PATCH /accounts/${ACCOUNT_ID}`, { name: '', grant: { plan: 'gold' } })).toMatchObject([
    { pointer: '/name' },
    { pointer: '/grant/plan' },
  ]);
  expect(await errorsOf(`PATCH /accounts/${ACCOUNT_ID}/keys/${KEY_ID}`, { plan: 'No plan' })).toMatchObject([
    { pointer: '/plan', detail: 'Must be the name of a plan, such as "free".' },
  ]);
});
