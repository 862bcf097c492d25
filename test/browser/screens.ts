/** Every screen of the portal with something on it, for the suites that look at all of them. */
import * as places from '../../portal/app/places';
import { hrefTo } from '../../portal/app/router';
import type { TestRun } from '../support/local-run';
import { ADA, makeAccount, makeKey } from './portal-places';

export interface Screen {
  /** As in the table of places, for example `NEW_KEY`. */
  readonly name: string;
  readonly place: string;
}

export interface Stocked {
  readonly ids: Readonly<Record<string, string>>;
  readonly keysPlace: string;
  readonly keyPlace: string;
}

const DAY = 86_400_000;
/** The stocked account is this old in the end, so the clock of its run has to start so long ago. */
export const STOCKED_DAYS = 24;

const READ = ['read:orders'];
const BOTH = ['read:orders', 'write:orders'];
/** From the newest to the oldest, and how often a day each is used. */
const KEYS = [
  { label: 'Web shop', scopes: BOTH, uses: 9 },
  { label: 'Till 3', scopes: READ, uses: 0 },
  { label: 'Partner: Molino', scopes: READ, uses: 2 },
  { label: 'Reporting', scopes: BOTH, uses: 1 },
  {
    label: 'Nightly export',
    scopes: BOTH,
    uses: 4,
    description: 'Exports the orders of the day.',
    networks: ['198.51.100.0/24', '127.0.0.0/8'],
  },
  { label: 'Warehouse scanner', scopes: READ, uses: 6 },
].reverse();

/** An account as a customer has it after some weeks. */
export async function stockAccount(run: TestRun): Promise<Stocked> {
  const members = { 'bob@example.com': 'owner', 'dev@example.com': 'developer', 'viewer@example.com': 'viewer' };
  const account = await makeAccount(run, { name: 'Ada’s Bakery', members });
  const send = (path: string, body: unknown = {}) => run.manage('POST', `/accounts/${account.id}${path}`, { body });
  const client = await send('/clients', { label: 'Logistics partner', scopes: READ });
  await send('/clients', { label: 'Accounting', scopes: BOTH });
  const made: { readonly id: string; readonly key: string; readonly uses: number }[] = [];
  for (let day = 0; day < STOCKED_DAYS; day += 1) {
    const next = day % 4 === 0 ? KEYS[day / 4] : undefined;
    if (next !== undefined) {
      const { uses, ...body } = next;
      const expiresAt = day % 8 === 0 ? { expiresAt: instant(run.clock.now() + 90 * DAY) } : {};
      made.push({ ...(await makeKey(run, account.id, { ...body, ...expiresAt })), uses });
    }
    for (const { key, uses } of made) await use(run, key, (uses * (3 + (day % 5))) / 8);
    await run.deliverLogs();
    run.clock.advance(DAY);
  }
  const [, second, third, fourth] = made.map(({ id }) => id);
  await send(`/keys/${third ?? ''}/suspend`);
  await send(`/keys/${fourth ?? ''}/revoke`);
  await send(`/keys/${second ?? ''}/rotate`, { graceSeconds: 86_400 });
  const ids = { accountId: account.id, keyId: second ?? '', clientId: String(client.body?.id ?? '') };
  return { ids, keysPlace: account.keys, keyPlace: `${account.keys}/${second ?? ''}` };
}

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+/, '');

async function use(run: TestRun, key: string, times: number): Promise<void> {
  for (let used = 0; used < times; used += 1)
    await run.call('GET', '/orders', { headers: { Authorization: `Bearer ${key}` } });
}

/** Each place with the ids of the stocked account: those of its owner, or those of an operator alone. */
export function screens({ ids }: Stocked, email: string): readonly Screen[] {
  const patterns = Object.entries(places).filter(([, pattern]) => typeof pattern === 'string');
  const all = [['HOME', '/'], ['NOWHERE', '/nowhere'], ...patterns] as [string, string][];
  return all
    .filter(([, pattern]) => pattern === '/' || (email === ADA) !== pattern.startsWith('/operator'))
    .map(([name, pattern]) => ({ name, place: hrefTo(pattern, ids) }));
}
