/** Members who were deleted in the user pool and are invited again: an address stands once in the list. */
import { inviteMember } from '../../../../lambda/management/operations/members/invite-member';
import { updateMember } from '../../../../lambda/management/operations/members/member-changes';
import type { TableRecord } from '../../../../lambda/domain/records/table-records';
import { type Answered, deployment, personClaims, type Sent } from '../../../support/management';
import { MemoryPeople, subjectOf } from '../../../support/memory-people';
import { claimsOf, memberRecords, type Persona, subject } from '../../../support/people';
import { account, ACCOUNT_ID } from '../../../support/records';
import { accepted, call, interrupted, refusalOf, through, told, world } from '../../../support/world';

const MEMBERS = `/accounts/${ACCOUNT_ID}/members`;
const ADA = 'ada@example.com';
const codeOf = ({ status, body }: Answered) => [status, String(body?.type).split('/').at(-1)];

function run(...records: readonly TableRecord[]) {
  const made = deployment(account(), ...memberRecords('owner'), ...records);
  const as = (who: Persona, route: string, sent: Sent = {}) => made.send(route, { ...sent, claims: claimsOf(who) });
  const invite = (email: string, role: string, who: Persona = 'owner') =>
    as(who, `POST ${MEMBERS}`, { body: { email, role } });
  const seenBy = async (sub: string) =>
    (await made.send(`GET /accounts/${ACCOUNT_ID}`, { claims: personClaims(sub) })).status;
  return { ...made, as, invite, seenBy };
}

/** Ada, as she was before she was deleted in the user pool. */
const formerAda = (role: 'viewer' | 'owner', n = 70) =>
  memberRecords('viewer', { email: ADA, role, subject: subjectOf(n) });

it.each(['viewer', 'developer'] as const)('a new person takes the place of the deleted one, as %s', async (role) => {
  const { invite, seenBy, table } = run(...formerAda('viewer'));

  const answer = await invite(ADA, role);

  expect(answer.status).toBe(201);
  const rows = table.all('member').filter(({ email }) => email === ADA);
  expect(rows).toMatchObject([{ subject: answer.body.subject, role }]);
  expect(table.all('membership').map((way) => way.subject)).toEqual([subject('owner'), answer.body.subject]);
  expect([await seenBy(subjectOf(70)), await seenBy(answer.body.subject)]).toEqual([404, 200]);
  expect(told(table)).toMatchObject([
    { action: 'member.removed', target: `member:${subjectOf(70)}`, before: { email: ADA, role: 'viewer' } },
    { action: 'member.added', target: `member:${answer.body.subject}`, after: { email: ADA, role } },
  ]);
});

it('who is removed then is out, as no second row is left', async () => {
  const { invite, as, seenBy, people } = run();
  await invite(ADA, 'viewer');
  const first = people.signIn(ADA);
  people.remove(ADA);
  // Nobody has the address, and the mail of a moment ago led to a person who is gone.
  expect(codeOf(await invite(ADA, 'viewer'))).toEqual([429, 'too-many-requests']);
  const second = people.signIn(ADA);
  expect((await invite(ADA, 'viewer')).body.subject).toBe(second);

  const { items } = (await as('owner', `GET ${MEMBERS}`)).body;
  expect(items.filter(({ email }: { email: string }) => email === ADA)).toHaveLength(1);
  expect((await as('owner', `DELETE ${MEMBERS}/${second}`)).status).toBe(204);
  expect([await seenBy(first), await seenBy(second)]).toEqual([404, 404]);
});

it('a person who is deleted and invited again does not need a place more than before', async () => {
  const many = Array.from({ length: 98 }, (_, n) => memberRecords('viewer', { subject: subjectOf(n + 100) }));
  const { invite, table } = run(...formerAda('viewer'), ...many.flat());

  expect((await invite(ADA, 'viewer')).status).toBe(201);
  expect(table.all('member')).toHaveLength(100);
});

it('a deleted owner is no other owner any more once the address is invited again', async () => {
  const { invite, as } = run(...formerAda('owner'));
  await invite(ADA, 'viewer');

  expect(codeOf(await as('owner', `DELETE ${MEMBERS}/${subject('owner')}`))).toEqual([409, 'last-owner']);
});

it('rows that two invitations left are made one by the next', async () => {
  const { invite, people, table } = run(...formerAda('viewer', 70), ...formerAda('owner', 71));
  people.know(subjectOf(70), ADA);

  expect((await invite(ADA, 'viewer')).status).toBe(200);
  expect(table.all('member').filter(({ email }) => email === ADA)).toMatchObject([{ subject: subjectOf(70) }]);
  expect(told(table)).toMatchObject([{ action: 'member.removed', before: { role: 'owner' } }]);
});

it('rows that two invitations left are made one also by an invitation that is sent again', async () => {
  const { invite, people, table, clock } = run();
  const { subject: invited } = (await invite(ADA, 'viewer')).body;
  for (const record of formerAda('viewer')) table.put(record);
  clock.now += 15 * 60_000;

  expect((await invite(ADA, 'viewer')).body.subject).toBe(invited);
  expect(people.sent).toHaveLength(2);
  expect(told(table).map(({ action }) => action)).toEqual(['member.added', 'member.removed', 'member.invited']);
});

it('a change of the old record at this moment is not lost: all is decided anew', async () => {
  const here = world(account(), ...memberRecords('owner'), ...formerAda('viewer'));
  const people = new MemoryPeople();
  people.know(subjectOf(71), ADA);
  const target = { accountId: ACCOUNT_ID, subject: subjectOf(70) };
  const promote = async () => accepted(await updateMember(here.deps, call(), { ...target, role: 'owner' }));
  const deps = { ...through(here, interrupted(here.table, promote)), people };

  accepted(await inviteMember(deps, call(), { accountId: ACCOUNT_ID, email: ADA, role: 'viewer' }));

  const removal = here.table.all('event').find(({ action }) => action === 'member.removed');
  expect(removal?.before).toEqual({ email: ADA, role: 'owner' });
});

it('who is given another role at this moment is not reported with the old one', async () => {
  const here = world(account(), ...memberRecords('owner'), ...formerAda('viewer', 70), ...formerAda('viewer', 71));
  const people = new MemoryPeople();
  people.know(subjectOf(71), ADA);
  const target = { accountId: ACCOUNT_ID, subject: subjectOf(71) };
  const promote = async () => accepted(await updateMember(here.deps, call(), { ...target, role: 'owner' }));
  const deps = { ...through(here, interrupted(here.table, promote)), people };

  const outcome = await inviteMember(deps, call(), { accountId: ACCOUNT_ID, email: ADA, role: 'viewer' });

  expect(refusalOf(outcome).code).toBe('member-exists');
});

describe('an owner whose own address is another person’s now', () => {
  const OWN = 'owner@example.com';

  it('can hand its place over as it is, and leaves with that', async () => {
    const { invite, seenBy, table } = run();

    const answer = await invite(OWN, 'owner');

    expect(answer.status).toBe(201);
    expect(table.all('member')).toMatchObject([{ subject: answer.body.subject, role: 'owner' }]);
    expect([await seenBy(subject('owner')), await seenBy(answer.body.subject)]).toEqual([404, 200]);
  });

  it('cannot leave the account without an owner that way', async () => {
    const { invite, people, table } = run();

    expect(codeOf(await invite(OWN, 'viewer'))).toEqual([409, 'member-exists']);
    expect(people.sent).toEqual([]);
    expect(table.all('member')).toMatchObject([{ subject: subject('owner'), role: 'owner' }]);
  });
});
