/** The people of a seeded portal, against a management API that keeps members as the product's does. */
import { standingClock } from '../../../local/clock';
import { ManagementApi } from '../../../local/command/management-api';
import { seedPeople } from '../../../local/command/seed-people';
import { startPoolServer } from '../../../local/pool/pool';
import { listen, readBody, type RunningServer } from '../../../local/server';
import type { PoolServer } from '../../../local/types';
import { clientThat, poolWith } from '../sign-in/browser';

interface Member {
  subject: string;
  email: string;
  role: string;
}

const calls: string[] = [];
const members = new Map<string, Member[]>();
let pool: PoolServer;
let server: RunningServer;
let api: ManagementApi;
beforeEach(async () => {
  calls.length = 0;
  members.clear();
  pool = await startPoolServer(poolWith(clientThat({})), { clock: standingClock() });
  server = await listen(async (request, response) => {
    const text = String(await readBody(request, 1000));
    const [, , account = '', , subject] = (request.url ?? '').split('/');
    const body = (text === '' ? {} : JSON.parse(text)) as Partial<Member>;
    calls.push([request.method, request.url, ...Object.values(body)].join(' '));
    response.end(JSON.stringify(answer(request.method ?? '', { account, subject, body })));
  });
  api = new ManagementApi({ url: server.url, token: 't', tokenOf: async () => 't' });
});
afterEach(async () => {
  await pool.close();
  await server.close();
});

function answer(
  method: string,
  { account, subject, body }: { account: string; subject: string | undefined; body: Partial<Member> },
): unknown {
  const held = members.get(account) ?? [];
  if (method === 'GET') return { items: held };
  const found = held.find((member) => member.subject === subject);
  const { email = '', role = '' } = body;
  if (found !== undefined) return Object.assign(found, { role });
  const { sub } = pool.addPerson(email, []);
  members.set(account, [...held, { subject: sub, email, role }]);
  return { subject: sub };
}

const told: string[] = [];
const seedThem = () => seedPeople(api, { pool, accountIds: ['one', 'two'], tell: (repair) => void told.push(repair) });
const rolesOf = (account: string) => (members.get(account) ?? []).map(({ email, role }) => `${email} ${role}`);

it('are members of two accounts, one of them in both, and an operator whom the pool alone knows', async () => {
  const people = await seedThem();

  expect(rolesOf('one')).toEqual(['ada@example.com owner', 'dev@example.com developer', 'viewer@example.com viewer']);
  expect(rolesOf('two')).toEqual(['bob@example.com owner', 'ada@example.com viewer']);
  expect(pool.people().filter(({ groups }) => groups.includes('operators'))).toMatchObject([
    { email: 'olga@example.com' },
  ]);
  expect(people.map(({ email, role }) => `${email} ${role}`)).toEqual([
    'ada@example.com owner',
    'dev@example.com developer',
    'viewer@example.com viewer',
    'bob@example.com owner',
    'olga@example.com operator',
  ]);
});

it('get their roles back at the next start, and nobody is invited again', async () => {
  await seedThem();
  const dev = members.get('one')?.find(({ email }) => email === 'dev@example.com');
  Object.assign(dev ?? {}, { role: 'owner' });
  calls.length = 0;
  told.length = 0;

  await seedThem();

  expect(told).toEqual(['made dev@example.com developer of the account one']);
  expect(calls).toEqual([
    'GET /accounts/one/members',
    `PATCH /accounts/one/members/${dev?.subject} developer`,
    'GET /accounts/two/members',
  ]);
  expect(pool.people()).toHaveLength(5);
});
