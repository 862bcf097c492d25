/**
 * Seeds a portal: members of two accounts, whom the operator invites through the management API, and an operator among
 * people, whom only the user pool can make one. A run with kept data finds them again, and gives them their roles back.
 */
import type { PoolServer } from '../types';
import type { ManagementApi, Tell } from './management-api';

export interface SeededPerson {
  readonly email: string;
  /** What the person is, in words: `owner`, or `operator`. */
  readonly role: string;
}

interface Member {
  readonly subject: string;
  readonly email: string;
  readonly role: string;
}

/** By account: the first has somebody of each role, and an owner who sees both. */
const MEMBERS: readonly (readonly SeededPerson[])[] = [
  [
    { email: 'ada@example.com', role: 'owner' },
    { email: 'dev@example.com', role: 'developer' },
    { email: 'viewer@example.com', role: 'viewer' },
  ],
  [
    { email: 'bob@example.com', role: 'owner' },
    { email: 'ada@example.com', role: 'viewer' },
  ],
];
const OPERATOR = 'olga@example.com';
const OPERATORS = 'operators';

/** Each person once, as what they are in their first account. */
export async function seedPeople(
  api: ManagementApi,
  {
    pool,
    accountIds,
    tell,
  }: { readonly pool: PoolServer; readonly accountIds: readonly string[]; readonly tell: Tell },
): Promise<readonly SeededPerson[]> {
  // One after the other: an account whose only owner is about to come must not lose the one it has.
  for (const [index, accountId] of accountIds.entries())
    await seedMembers(api, accountId, { wanted: MEMBERS[index] ?? [], tell });
  pool.addPerson(OPERATOR, [OPERATORS]);
  const all = [...MEMBERS.flat(), { email: OPERATOR, role: 'operator' }];
  return all.filter(({ email }, at) => all.findIndex((one) => one.email === email) === at);
}

async function seedMembers(
  api: ManagementApi,
  accountId: string,
  { wanted, tell }: { readonly wanted: readonly SeededPerson[]; readonly tell: Tell },
): Promise<void> {
  const path = `/accounts/${accountId}/members`;
  const { items } = await api.get<{ readonly items: readonly Member[] }>(path);
  for (const { email, role } of wanted) {
    const found = items.find((member) => member.email === email);
    if (found?.role === role) continue;
    tell(`made ${email} ${role} of the account ${accountId}`);
    if (found === undefined) await api.send('POST', path, { email, role });
    else await api.send('PATCH', `${path}/${found.subject}`, { role });
  }
}
