/** The members of an account: who is invited, with which role, and that an account keeps an owner. */
import { inviteMember } from '../../../../lambda/management/operations/members/invite-member';
import { removeMember, updateMember } from '../../../../lambda/management/operations/members/member-changes';
import type { Outcome } from '../../../../lambda/domain/outcome';
import type { Call } from '../../../../lambda/engine/context';
import type { PeopleRefusal } from '../../../../lambda/domain/ports/people';
import type { TableRecord } from '../../../../lambda/domain/records/table-records';
import { type Answered, deployment, personClaims, type Sent } from '../../../support/management';
import { MemoryPeople, subjectOf } from '../../../support/memory-people';
import { claimsOf, memberRecords, type Persona, subject } from '../../../support/people';
import { account, ACCOUNT_ID } from '../../../support/records';
import { accepted, actions, call, interrupted, refusalOf, through, world } from '../../../support/world';

const MEMBERS = `/accounts/${ACCOUNT_ID}/members`;
const everybody = (...who: readonly Persona[]): TableRecord[] => who.flatMap((one) => memberRecords(one));
const target = { accountId: ACCOUNT_ID, email: 'ada@example.com', role: 'viewer' } as const;
const codeOf = ({ status, body }: Answered) => [status, String(body?.type).split('/').at(-1)];

function run(...records: readonly TableRecord[]) {
  const made = deployment(account(), ...records);
  const as = (who: Persona, route: string, sent: Sent = {}) => made.send(route, { ...sent, claims: claimsOf(who) });
  const invite = (email: string, role = 'developer', who: Persona = 'owner') =>
    as(who, `POST ${MEMBERS}`, { body: { email, role } });
  return { ...made, as, invite };
}

describe('an invitation', () => {
  it('makes the person a member, who sees the account from then on', async () => {
    const { invite, as, send, people, table } = run(...everybody('owner'));

    const answer = await invite('Ada@Example.com', 'viewer');

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ email: 'ada@example.com', role: 'viewer', version: 1 });
    expect(answer.headers['Location']).toBe(`/v1${MEMBERS}/${answer.body.subject}`);
    expect(people.sent).toEqual(['ada@example.com']);
    expect(table.all('event')).toMatchObject([
      {
        action: 'member.added',
        actor: `member:${subject('owner')}`,
        after: { email: 'ada@example.com', role: 'viewer' },
      },
    ]);
    const listed = await as('owner', `GET ${MEMBERS}`);
    expect(listed.body.items.map(({ email }: { email: string }) => email)).toContain('ada@example.com');
    const seen = await send(`GET /accounts/${ACCOUNT_ID}`, { claims: personClaims(answer.body.subject) });
    expect(seen.status).toBe(200);
  });

  it('does not go beyond 100 members, also if many come at once', async () => {
    const many = Array.from({ length: 98 }, (_, n) => memberRecords('viewer', { subject: subjectOf(n + 5_000) }));
    const { invite, table } = run(...everybody('owner'), ...many.flat());

    const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => invite(`${n}@example.com`)));

    expect(answers.map(codeOf).filter(([status]) => status === 201)).toHaveLength(1);
    expect(table.all('member')).toHaveLength(100);
  });

  it('of a member with another role is refused before anything is sent', async () => {
    const { invite, people } = run(...everybody('owner'));
    await invite('ada@example.com');

    expect(codeOf(await invite('ada@example.com', 'owner'))).toEqual([409, 'member-exists']);
    expect(people.sent).toHaveLength(1);
  });

  it('of a person who is a member under another address is refused too, and with the same role it is found', async () => {
    const { invite, people, table } = run(...everybody('owner'));
    people.know(subject('owner'), 'alias@example.com');

    expect(codeOf(await invite('alias@example.com', 'viewer'))).toEqual([409, 'member-exists']);
    expect((await invite('alias@example.com', 'owner')).status).toBe(200);
    expect(table.all('member')).toHaveLength(1);
  });

  it('is refused beyond 100 members', async () => {
    const many = Array.from({ length: 99 }, (_, n) =>
      memberRecords('viewer', { subject: subjectOf(n + 100), email: `${n}@example.com` }),
    );
    const { invite, people } = run(...everybody('owner'), ...many.flat());

    expect(codeOf(await invite('one.more@example.com'))).toEqual([409, 'member-limit-reached']);
    people.know(subjectOf(107), '7@example.com');
    expect((await invite('7@example.com', 'viewer')).status).toBe(200);
    expect(people.sent).toEqual([]);
  });

  it.each<[PeopleRefusal | 'failure', unknown[]]>([
    ['rate', [429, 'too-many-requests']],
    ['address', [400, 'invalid-request']],
    ['failure', [503, 'dependency-unavailable']],
  ])('that Cognito answers with %s changes nothing', async (how, expected) => {
    const { invite, people, table } = run(...everybody('owner'));
    people.interfere(how, 'invite');

    expect(codeOf(await invite('ada@example.com'))).toEqual(expected);
    expect(actions(table)).toEqual([]);
  });

  it.each([
    [{ email: 'no address', role: 'viewer' }, '/email'],
    [{ email: `${'a'.repeat(120)}@example.com`, role: 'viewer' }, '/email'],
    [{ email: 'ada@example.com', role: 'operator' }, '/role'],
    [{ email: 'ada@example.com' }, '/role'],
  ])('with a mistake says where: %j', async (body, pointer) => {
    const { as } = run(...everybody('owner'));
    const answer = await as('owner', `POST ${MEMBERS}`, { body });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('adds nobody to an account that was deleted meanwhile', async () => {
    const here = world(account());
    const people = new MemoryPeople();
    const leave = () => here.table.commit([{ type: 'forget', ref: { kind: 'account', accountId: ACCOUNT_ID } }]);
    const gone = { ...through(here, interrupted(here.table, leave)), people };

    expect(refusalOf(await inviteMember(gone, call(), target)).code).toBe('account-not-found');
    expect(here.table.all('member')).toEqual([]);
  });

  it('is judged again after Cognito answered: an owner who was removed meanwhile adds nobody', async () => {
    const here = world(account(), ...everybody('owner', 'second owner'));
    const people = new MemoryPeople();
    const invite = people.invite.bind(people);
    people.invite = async (email) => {
      accepted(await removeMember(here.deps, call(), { accountId: ACCOUNT_ID, subject: subject('owner') }));
      return invite(email);
    };

    const outcome = await inviteMember({ ...here.deps, people }, memberCall('owner'), target);

    expect(refusalOf(outcome).code).toBe('account-not-found');
    expect(here.table.all('member').map((member) => member.subject)).toEqual([subject('second owner')]);
  });
});

const memberCall = (who: Persona): Call =>
  call({
    actor: { type: 'person', subject: subject(who), isOperator: false },
    people: 'owner',
    accountId: ACCOUNT_ID,
  });

describe('a change at the moment in which its author is removed', () => {
  const removeAuthor = (here: ReturnType<typeof world>) => async () =>
    accepted(await removeMember(here.deps, call(), { accountId: ACCOUNT_ID, subject: subject('owner') }));

  it.each<[string, (deps: ReturnType<typeof world>['deps']) => Promise<Outcome<unknown>>]>([
    ['of a role', (deps) => updateMember(deps, memberCall('owner'), { ...VIEWER, role: 'owner' })],
    ['that removes somebody', (deps) => removeMember(deps, memberCall('owner'), VIEWER)],
    [
      'that invites somebody',
      (deps) => inviteMember({ ...deps, people: new MemoryPeople() }, memberCall('owner'), target),
    ],
  ])('%s is not made', async (_, make) => {
    const here = world(account(), ...everybody('owner', 'second owner', 'viewer'));
    const before = here.table.all('member').filter((member) => member.subject !== subject('owner'));

    const outcome = await make(through(here, interrupted(here.table, removeAuthor(here))));

    expect(refusalOf(outcome).code).toBe('account-not-found');
    expect(here.table.all('member')).toEqual(before);
  });
});

const VIEWER = { accountId: ACCOUNT_ID, subject: subject('viewer') };

it('a member who becomes an owner at the moment of the removal is judged anew', async () => {
  const here = world(account(), ...everybody('owner', 'viewer'));
  const promote = async () => accepted(await updateMember(here.deps, call(), { ...VIEWER, role: 'owner' }));

  accepted(await removeMember(through(here, interrupted(here.table, promote)), memberCall('owner'), VIEWER));

  expect(
    here.table
      .all('event')
      .map(({ action, before }) => [action, before?.['role']])
      .sort(),
  ).toEqual([
    ['member.removed', 'owner'],
    ['member.updated', 'viewer'],
  ]);
});

describe('the last owner', () => {
  it('stays an owner, whatever owners do, and operators may remove it', async () => {
    const { as, table } = run(...everybody('owner', 'developer'));
    const path = `${MEMBERS}/${subject('owner')}`;

    expect(codeOf(await as('owner', `DELETE ${path}`))).toEqual([409, 'last-owner']);
    expect(codeOf(await as('owner', `PATCH ${path}`, { body: { role: 'viewer' } }))).toEqual([409, 'last-owner']);
    expect((await as('owner', `PATCH ${path}`, { body: { role: 'owner' } })).status).toBe(200);
    expect(actions(table)).toEqual([]);
    expect((await as('operator', `DELETE ${path}`)).status).toBe(204);
    expect(table.all('membership').map((way) => way.subject)).toEqual([subject('developer')]);
  });

  it('is left when two owners remove each other at the same moment', async () => {
    const here = world(account(), ...everybody('owner', 'second owner'));
    const other = () =>
      removeMember(here.deps, memberCall('second owner'), { accountId: ACCOUNT_ID, subject: subject('owner') }).then(
        accepted,
      );
    const deps = through(here, interrupted(here.table, other));

    const outcome = await removeMember(deps, memberCall('owner'), {
      accountId: ACCOUNT_ID,
      subject: subject('second owner'),
    });

    expect(refusalOf(outcome).code).toBe('account-not-found');
    expect(here.table.all('member').map(({ role }) => role)).toEqual(['owner']);
  });

  it('is left when two owners step down at the same moment', async () => {
    const here = world(account(), ...everybody('owner', 'second owner'));
    const stepDown = (deps: typeof here.deps, who: Persona) =>
      updateMember(deps, memberCall(who), { accountId: ACCOUNT_ID, subject: subject(who), role: 'viewer' });
    const deps = through(
      here,
      interrupted(here.table, async () => accepted(await stepDown(here.deps, 'second owner'))),
    );

    expect(refusalOf(await stepDown(deps, 'owner')).code).toBe('last-owner');
    expect(here.table.all('member').filter(({ role }) => role === 'owner')).toHaveLength(1);
  });
});

describe('a change of a member', () => {
  it('holds from the next request on', async () => {
    const { as, table } = run(...everybody('owner', 'developer'));
    const path = `${MEMBERS}/${subject('developer')}`;
    const issue = () => as('developer', `POST /accounts/${ACCOUNT_ID}/keys`, { body: { label: 'a', scopes: [] } });

    expect((await issue()).status).toBe(201);
    const changed = await as('owner', `PATCH ${path}`, { body: { role: 'viewer' } });
    expect(changed.body).toMatchObject({ role: 'viewer', version: 2 });
    const refusal = await issue();
    expect(codeOf(refusal)).toEqual([403, 'insufficient-scope']);
    expect(refusal.body.detail).toContain(
      'Your role in this account is viewer; this needs the role developer or owner',
    );
    expect((await as('owner', `DELETE ${path}`)).status).toBe(204);
    expect(codeOf(await issue())).toEqual([404, 'account-not-found']);
    expect(actions(table).sort()).toEqual(['key.issued', 'member.removed', 'member.updated']);
  });

  it('is made only as the caller read the member, if the caller sends If-Match', async () => {
    const { as, table } = run(...everybody('owner', 'developer'));
    const path = `PATCH ${MEMBERS}/${subject('developer')}`;
    const change = (role: string, version: number) =>
      as('owner', path, { body: { role }, headers: { 'If-Match': `"${version}"` } });

    expect((await change('viewer', 1)).status).toBe(200);
    expect(codeOf(await change('owner', 1))).toEqual([412, 'version-conflict']);
    expect(codeOf(await change('viewer', 1))).toEqual([412, 'version-conflict']);
    expect(
      table
        .all('member')
        .map(({ role }) => role)
        .sort(),
    ).toEqual(['owner', 'viewer']);
    expect((await change('owner', 2)).headers['ETag']).toBe('"3"');
  });

  it.each(['no-subject', subjectOf(99)])('of %s, who is none, is 404', async (nobody) => {
    const { as, send } = run(...everybody('owner'));

    expect(codeOf(await as('owner', `DELETE ${MEMBERS}/${nobody}`))).toEqual([404, 'member-not-found']);
    expect(codeOf(await send(`DELETE /accounts/Acc0000009/members/${nobody}`))).toEqual([404, 'account-not-found']);
    expect(codeOf(await send(`DELETE /accounts/none/members/${nobody}`))).toEqual([404, 'account-not-found']);
  });
});

describe('who I am', () => {
  it('are my accounts with my roles, and where I come from', async () => {
    const [second] = memberRecords('owner', { accountId: 'Acc0000002', role: 'viewer' });
    const { as } = run(
      account({ accountId: 'Acc0000002', name: 'Second' }),
      ...everybody('owner'),
      second,
      { kind: 'membership', subject: second.subject, accountId: 'Acc0000002', email: second.email },
      // What a deleted account left.
      { kind: 'membership', subject: second.subject, accountId: 'Acc0000003', email: second.email },
    );

    expect((await as('owner', 'GET /me')).body).toEqual({
      subject: subject('owner'),
      email: 'owner@example.com',
      operator: false,
      sourceIp: '203.0.113.7',
      accounts: [
        { id: ACCOUNT_ID, name: 'Example Ltd', role: 'owner' },
        { id: 'Acc0000002', name: 'Second', role: 'viewer' },
      ],
    });
  });

  it('is asked of Cognito for a person without an account', async () => {
    const { as, people, send } = run();
    people.know(subject('operator'), 'olga@example.com');

    expect((await as('operator', 'GET /me')).body).toMatchObject({
      email: 'olga@example.com',
      operator: true,
      accounts: [],
    });
    people.interfere('rate');
    expect(codeOf(await as('operator', 'GET /me'))).toEqual([429, 'too-many-requests']);
    people.interfere('absent');
    expect(codeOf(await as('operator', 'GET /me'))).toEqual([401, 'invalid-credential']);
    people.interfere('failure');
    expect((await as('stranger', 'GET /me')).body).toMatchObject({ operator: false, accounts: [] });
    expect(codeOf(await send('GET /me'))).toEqual([403, 'insufficient-scope']);
  });
});
