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

const LABELS = ['Warehouse scanner', 'Nightly export', 'Partner: Molino', 'Reporting', 'Till 3', 'Web shop'];

/** An account as a customer has it after some months. */
export async function stockAccount(run: TestRun, name = 'Ada’s Bakery'): Promise<Stocked> {
  const members = { 'bob@example.com': 'owner', 'dev@example.com': 'developer', 'viewer@example.com': 'viewer' };
  const account = await makeAccount(run, { name, members });
  const send = (path: string, body: unknown = {}) => run.manage('POST', `/accounts/${account.id}${path}`, { body });
  const inDays = (days: number): string =>
    new Date(run.clock.now() + days * 86_400_000).toISOString().replace(/\.\d+/, '');
  const keys = [];
  for (const [at, label] of LABELS.entries())
    keys.push(
      await makeKey(run, account.id, {
        label,
        scopes: at % 2 === 0 ? ['read:orders'] : ['read:orders', 'write:orders'],
        ...(at === 1 && {
          networks: ['198.51.100.0/24', '127.0.0.1/32'],
          description: 'Exports the orders of the day.',
        }),
        ...(at % 3 === 1 && { expiresAt: inDays(80) }),
      }),
    );
  const [first, second, third, fourth] = keys;
  await send(`/keys/${third?.id ?? ''}/suspend`);
  await send(`/keys/${fourth?.id ?? ''}/revoke`);
  await send(`/keys/${second?.id ?? ''}/rotate`, { graceSeconds: 86_400 });
  const client = await send('/clients', { label: 'Logistics partner', scopes: ['read:orders'] });
  await send('/clients', { label: 'Accounting', scopes: ['read:orders', 'write:orders'] });
  const ids = { accountId: account.id, keyId: second?.id ?? '', clientId: String(client.body?.id ?? '') };
  for (let used = 0; used < 3; used += 1)
    await run.call('GET', '/orders', { headers: { Authorization: `Bearer ${first?.key ?? ''}` } });
  return { ids, keysPlace: account.keys, keyPlace: second?.place ?? '' };
}

/** Each place with the ids of the stocked account; people who are operators alone see what is theirs. */
export function screens({ ids }: Stocked, email: string): readonly Screen[] {
  const patterns = Object.entries(places).filter(([, pattern]) => typeof pattern === 'string');
  const all = [['HOME', '/'], ['NOWHERE', '/nowhere'], ...patterns] as [string, string][];
  return all
    .filter(([, pattern]) => email !== ADA || !pattern.startsWith('/operator'))
    .map(([name, pattern]) => ({ name, place: hrefTo(pattern, ids) }));
}
