/**
 * What people may call: each role on each route, from the declarations. A person never gets further than its role in the
 * account that the path names, and learns nothing of any other account.
 */
import { isAtLeast, PEOPLE_ROLES, type PeopleRole } from '../../lambda/domain/policy';
import { GUARDED_ROUTES, type Route } from '../support/endpoints';
import { deployment, type Sent } from '../support/management';
import { claimsOf, memberRecords, type Persona, subject } from '../support/people';
import { account, apiKey, client, KEY_ID, presentedKey } from '../support/records';
import { TRIES } from '../support/one-call-a-route';

const OTHER = 'Acc0000002';
const EVERYBODY = (['viewer', 'developer', 'owner'] as const).flatMap((who) => memberRecords(who));
const RECORDS = [account(), account({ accountId: OTHER, name: 'Another' }), apiKey(), client(), ...EVERYBODY];

const IDS = { accountId: 'Acc0000001', keyId: KEY_ID, clientId: client().clientId, secretId: 's', operatorId: 'op' };

function sentTo({ route, path, method }: Route, who: Persona, accountId: string) {
  const ids: Record<string, string> = { ...IDS, accountId, subject: subject('viewer') };
  const tried = TRIES[route];
  const on = { ...IDS, accountId, subject: ids['subject'] ?? '', presentedKey: presentedKey() };
  const body = typeof tried === 'object' ? tried.body?.(on) : undefined;
  const sent: Sent = { claims: claimsOf(who), ...(body !== undefined && { body }) };
  return [`${method} ${path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}`, sent] as const;
}

async function answerTo(route: Route, who: Persona, accountId = IDS.accountId) {
  const { send, table, people } = deployment(...RECORDS);
  for (const who of ['stranger', 'operator'] as const) people.know(subject(who), `${who}@example.com`);
  const before = JSON.stringify([table.all('account'), table.all('key'), table.all('client'), table.all('member')]);
  const answer = await send(...sentTo(route, who, accountId));
  const after = JSON.stringify([table.all('account'), table.all('key'), table.all('client'), table.all('member')]);
  return { ...answer, code: String(answer.body?.type).split('/').at(-1), changed: before !== after };
}

const isAboutAccounts = ({ path }: Route): boolean => path.includes('{accountId}');

describe.each(GUARDED_ROUTES.map((route) => [route.route, route] as const))('%s', (_, route) => {
  it.each(PEOPLE_ROLES)('lets a person with the role %s in if it asks for no more', async (who) => {
    const { status, code, changed } = await answerTo(route, who);
    const needed: PeopleRole | undefined = route.people;
    // Without an account in the path, no role in an account counts.
    const held: PeopleRole = who === 'operator' || isAboutAccounts(route) ? who : 'viewer';

    if (needed !== undefined && isAtLeast(held, needed)) expect([401, 403]).not.toContain(status);
    else expect({ status, code, changed }).toEqual({ status: 403, code: 'insufficient-scope', changed: false });
  });

  it('shows a stranger nothing of an account, and changes nothing', async () => {
    const { status, code, changed } = await answerTo(route, 'stranger');

    expect(changed).toBe(false);
    if (isAboutAccounts(route) && route.people !== undefined)
      expect({ status, code }).toEqual({ status: 404, code: 'account-not-found' });
    else if (route.people === 'viewer') expect(status).toBe(200);
    else expect({ status, code }).toEqual({ status: 403, code: 'insufficient-scope' });
  });

  it('shows an owner nothing of another account, and changes nothing', async () => {
    const { status, changed } = await answerTo(route, 'owner', OTHER);

    expect(changed).toBe(false);
    if (isAboutAccounts(route)) expect([403, 404]).toContain(status);
  });
});

it('gives people nothing of operators, and nothing that asks for a credential of somebody else', () => {
  const closed = GUARDED_ROUTES.filter(({ people }) => people === undefined).map(({ route }) => route);

  expect(closed.filter((route) => !route.includes(' /operators')).sort()).toEqual([
    'POST /accounts/{accountId}/keys/import',
    'POST /verify',
    'PUT /accounts/{accountId}/clients/{clientId}',
  ]);
  expect(closed.filter((route) => route.includes(' /operators')).length).toBe(
    GUARDED_ROUTES.filter(({ route }) => route.includes(' /operators')).length,
  );
});

it('shows a stranger nothing of a deleted account that has events', async () => {
  const event = { kind: 'event', eventId: '00000000000000000001', accountId: 'Acc0000009', at: 1 } as const;
  const told = {
    action: 'account.deleted',
    actor: 'operator:op',
    sourceIp: '::1',
    requestId: 'r',
    target: 'x',
  } as const;
  const { send } = deployment({ ...event, ...told });

  const answers = await Promise.all([
    send('GET /accounts/Acc0000009/events', { claims: claimsOf('stranger') }),
    send('GET /accounts/Acc0000009/events', { claims: claimsOf('operator') }),
    send('GET /accounts/malformed/events', { claims: claimsOf('stranger') }),
    send('GET /accounts/malformed/events'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 200, 404, 404]);
});

it('lets everybody in who signed in where no account is named: who I am, scopes and plans, and nothing else', () => {
  const open = GUARDED_ROUTES.filter((route) => !isAboutAccounts(route) && route.people !== undefined);

  expect(
    open
      .filter(({ people }) => people !== 'operator')
      .map(({ route }) => route)
      .sort(),
  ).toEqual(['GET /me', 'GET /plans', 'GET /scopes']);
});

it.each(GUARDED_ROUTES.filter(isAboutAccounts).map((route) => [route.route, route] as const))(
  '%s tells a stranger nothing of an external id, whatever else is wrong with the request',
  async (_, route) => {
    const named = account({ externalId: 'crm-1' });
    const known = { kind: 'externalId', externalId: 'crm-1', accountId: named.accountId } as const;
    const { send } = deployment(named, known, apiKey(), client());
    const ask = async (externalId: string, query: Sent['query']) => {
      const [request, sent] = sentTo(route, 'stranger', `external:${externalId}`);
      const { status, body } = await send(request, { ...sent, query });
      return [status, body?.detail];
    };

    const queries: readonly Sent['query'][] = [{}, { cursor: 'a'.repeat(40) }, { limit: '0' }];
    for (const query of queries)
      expect(await ask('crm-1', query)).toEqual(await ask('crm-2', query));
  },
);

it('names no scope to a person who lacks a role: no person can get one', async () => {
  const { send } = deployment(...RECORDS);
  const asked = `POST /accounts/${IDS.accountId}/keys`;
  const { status, headers } = await send(asked, { body: { label: 'a', scopes: [] }, claims: claimsOf('viewer') });

  expect([status, headers['WWW-Authenticate']]).toEqual([403, 'Bearer realm="management"']);
});

it('takes the external id of an account from operators; of a member it is as if there were none', async () => {
  const { send } = deployment(
    account({ externalId: 'crm-1' }),
    { kind: 'externalId', externalId: 'crm-1', accountId: 'Acc0000001' },
    ...EVERYBODY,
  );
  const ask = (who: Persona, name: string) => send(`GET /accounts/external:${name}/keys`, { claims: claimsOf(who) });

  expect((await ask('operator', 'crm-1')).status).toBe(200);
  expect((await ask('owner', 'crm-1')).status).toBe(200);
  const [known, unknown] = [await ask('stranger', 'crm-1'), await ask('stranger', 'crm-2')];
  expect([known.status, known.body.detail]).toEqual([404, unknown.body.detail]);
});

it('names people in events: a member as a member, a person who is an operator as an operator', async () => {
  const { send, table, lines } = deployment(...RECORDS);
  const issue = (who: Persona) =>
    send(`POST /accounts/${IDS.accountId}/keys`, { body: { label: who, scopes: [] }, claims: claimsOf(who) });

  const [own] = [await issue('developer'), await issue('operator')];

  expect(own.body.createdBy).toBe(`member:${subject('developer')}`);
  expect(
    table
      .all('event')
      .map(({ actor }) => actor)
      .sort(),
  ).toEqual([`member:${subject('developer')}`, `operator:${subject('operator')}`]);
  expect(lines).toContainEqual(expect.objectContaining({ actor: `member:${subject('developer')}` }));
});
