/**
 * A year of an account whose keys end after 90 days without a call: the daily task runs each day, one key is called each
 * day, another for two months, a third never, and a fourth has an end of its own.
 */
import type { BusEvent } from '../../local/events/bus-event';
import { ensureAssembly } from '../support/assembly';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';
import { DAY } from '../support/records';

interface Issued {
  readonly id: string;
  readonly key: string;
}

let run: TestRun;
let keys: string;
const told: string[] = [];
let busy: Issued;
let stopped: Issued;
let idle: Issued;
let ending: Issued;
/** The busy key's first secret. */
let first: string;
/** Of the busy key: before the rotation, in the grace and after it, and once the key is revoked. */
const answers: Record<string, number> = {};

const call = async (key: string): Promise<number> => (await run.call('GET', '/orders', bearer(key))).status;
const shown = async ({ id }: Issued) => (await run.manage('GET', `${keys}/${id}`)).body;

beforeAll(async () => {
  const events: BusEvent[] = [];
  const assembly = await ensureAssembly({ changeEvents: 'true', usage: 'true' });
  run = await withLocalRun({ assembly, busEvent: (event) => void events.push(event) });
  const { body: account } = await run.manage('POST', '/accounts', {
    body: { name: 'A year', grant: { scopes: ['read:orders'], inactivityDays: 90 } },
  });
  keys = `/accounts/${account.id}/keys`;
  await run.fire('daily');
  const issue = async (body: object = {}): Promise<Issued> =>
    (await run.manage('POST', keys, { body: { label: 'Year', scopes: ['read:orders'], ...body } })).body;
  [busy, stopped, idle] = [await issue(), await issue(), await issue()];
  ending = await issue({ expiresAt: new Date(run.clock.now() + 80 * DAY).toISOString() });
  const names = new Map(Object.entries({ busy, stopped, idle, ending }).map(([name, { id }]) => [`key:${id}`, name]));

  const deeds = new Map<number, () => Promise<unknown>>([
    [
      100,
      async () => {
        first = busy.key;
        answers['first secret'] = await call(first);
        const { body } = await run.manage('POST', `${keys}/${busy.id}/rotate`, { body: { graceSeconds: 86_400 } });
        answers['first secret in the grace'] = await call(first);
        busy = body;
      },
    ],
    [102, async () => (answers['first secret after the grace'] = await call(first))],
    [300, () => run.manage('POST', `${keys}/${busy.id}/revoke`)],
    [301, async () => (answers['a revoked key'] = await call(busy.key))],
    [302, async () => (answers['deletion'] = (await run.manage('DELETE', `${keys}/${busy.id}`)).status)],
  ]);
  for (let day = 0; day < 365; day += 1) {
    await run.fire('daily');
    await run.changesPassedOn();
    run.clock.advance(DAY / 2);
    await deeds.get(day)?.();
    if (day < 300) await call(busy.key);
    if (day < 60) await call(stopped.key);
    await run.deliverLogs();
    await run.changesPassedOn();
    for (const { detail, ...event } of events.splice(0)) {
      const name = names.get(String(detail.target));
      const { noticeDays = '' } = (detail.after ?? {}) as { noticeDays?: number };
      if (name !== undefined) told.push(`${day} ${name} ${event['detail-type']} ${noticeDays}`.trim());
    }
    run.clock.advance(DAY / 2);
  }
}, 300_000);
afterAll(() => run.close());

test('each end and each notice comes on the bus once, on its day', () => {
  expect(told).toEqual([
    '0 busy key.issued',
    '0 stopped key.issued',
    '0 idle key.issued',
    '0 ending key.issued',
    '50 ending key.expiring 30',
    '66 ending key.expiring 14',
    '73 ending key.expiring 7',
    '79 ending key.expiring 1',
    '80 ending key.expired',
    '90 idle key.inactive',
    '100 busy key.rotated',
    '150 stopped key.inactive',
    '300 busy key.revoked',
    '302 busy key.deleted',
  ]);
});

test('a key that is not used is refused, and says why and when', async () => {
  expect([await call(idle.key), await call(stopped.key), await call(ending.key)]).toEqual([401, 401, 401]);
  expect(await shown(idle)).toMatchObject({ status: 'expired', expiryReason: 'inactive' });
  expect(await shown(stopped)).toMatchObject({ status: 'expired', expiryReason: 'inactive' });
  expect((await shown(ending)).expiryReason).toBeUndefined();
});

test('a key that is used lives, through its rotation, until it is revoked and deleted', async () => {
  expect(answers).toEqual({
    'first secret': 200,
    'first secret in the grace': 200,
    'first secret after the grace': 401,
    'a revoked key': 401,
    deletion: 204,
  });
  expect((await run.manage('GET', `${keys}/${busy.id}`)).status).toBe(404);
});
