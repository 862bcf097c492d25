/** How many mails invitations cause, in whatever order requests come and whatever becomes of them. */
import { sha256Hex } from '../../../../lambda/domain/hash';
import { inviteMember } from '../../../../lambda/management/operations/members/invite-member';
import { removeMember } from '../../../../lambda/management/operations/members/member-changes';
import type { TableRecord } from '../../../../lambda/domain/records/table-records';
import { type Answered, deployment, type Sent } from '../../../support/management';
import { MemoryPeople, subjectOf } from '../../../support/memory-people';
import { claimsOf, memberRecords, type Persona, subject } from '../../../support/people';
import { account, ACCOUNT_ID, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, refusalOf, through, world } from '../../../support/world';

const MEMBERS = `/accounts/${ACCOUNT_ID}/members`;
const OTHER = 'Acc0000002';
const MINUTE = 60_000;
const codeOf = ({ status, body }: Answered) => [status, String(body?.type).split('/').at(-1)];
const TOO_MANY = [429, 'too-many-requests'];

function run(...records: readonly TableRecord[]) {
  const made = deployment(account(), ...memberRecords('owner'), ...records);
  const as = (who: Persona, route: string, sent: Sent = {}) => made.send(route, { ...sent, claims: claimsOf(who) });
  const inviteTo = (accountId: string, email: string, who: Persona = 'owner') =>
    as(who, `POST /accounts/${accountId}/members`, { body: { email, role: 'developer' } });
  const invite = (email: string, who?: Persona) => inviteTo(ACCOUNT_ID, email, who);
  return { ...made, as, inviteTo, invite };
}
/** Another account with the same owner. */
const ofOther = () => [account({ accountId: OTHER }), ...memberRecords('owner', { accountId: OTHER })];

const sentToday = (sent: number): TableRecord => ({
  kind: 'memberTally',
  accountId: ACCOUNT_ID,
  day: new Date(NOW).toISOString().slice(0, 10),
  sent,
  version: sent,
});

describe('of one account', () => {
  it('are 50 a day for members, whoever was removed again; operators go on', async () => {
    const { invite, as, people, clock } = run();
    for (let n = 0; n < 50; n += 1) {
      const { body } = await invite(`${n}@example.com`);
      await as('owner', `DELETE ${MEMBERS}/${body.subject}`);
    }

    expect(codeOf(await invite('one.more@example.com'))).toEqual(TOO_MANY);
    expect((await invite('one.more@example.com', 'operator')).status).toBe(201);
    clock.now += 24 * 60 * MINUTE;
    expect((await invite('two.more@example.com')).status).toBe(201);
    expect(people.sent).toHaveLength(52);
  });

  it('are 50 a day also if all requests come before Cognito answers the first', async () => {
    const { invite, people, table } = run(sentToday(44));
    const send = people.invite.bind(people);
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let before = 12;
    const arrive = (): void => {
      before -= 1;
      if (before === 0) open();
    };
    people.invite = async (email) => {
      arrive();
      await opened;
      return send(email);
    };

    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const answer = await invite(`${n}@example.com`);
        if (answer.status !== 201) arrive();
        return answer;
      }),
    );

    expect(people.sent).toHaveLength(6);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(6).fill(201), ...Array(6).fill(429)]);
    expect(table.all('memberTally')).toMatchObject([{ sent: 50 }]);
  });

  it('count also when the request is refused afterwards', async () => {
    const { invite, people, table } = run();
    for (const how of ['rate', 'address', 'failure'] as const) {
      people.interfere(how, 'invite');
      await invite(`${how}@example.com`);
    }

    expect(table.all('memberTally')).toMatchObject([{ sent: 3 }]);
    expect(table.all('member')).toHaveLength(1);
  });

  it('do not include people who need none: they have signed in', async () => {
    const { invite, people, table } = run(sentToday(50));
    people.know(subjectOf(7), 'known@example.com');

    expect((await invite('known@example.com')).status).toBe(201);
    expect(codeOf(await invite('new@example.com'))).toEqual(TOO_MANY);
    expect(people.sent).toEqual([]);
    expect(table.all('invitation')).toEqual([]);
  });
});

describe('to one address', () => {
  it('is one in 15 minutes, until the person has signed in', async () => {
    const { invite, people, table, clock } = run();
    await invite('ada@example.com');
    const answers = [];

    for (const minutes of [0, 14, 1, 15, 15]) {
      clock.now += minutes * MINUTE;
      if (answers.length === 4) people.signIn('ada@example.com');
      answers.push(await invite('ADA@example.com'));
    }

    expect(answers.map(({ status, body }) => [status, body.version])).toEqual(Array(5).fill([200, 1]));
    expect(people.sent).toHaveLength(3);
    expect(actions(table)).toEqual(['member.added', 'member.invited', 'member.invited']);
    expect(table.all('memberTally')).toMatchObject([{ sent: 3 }]);
  });

  it('is one in 15 minutes also if the person is removed in between', async () => {
    const { invite, as, people, clock } = run();
    const statuses = [];

    for (let n = 0; n < 10; n += 1) {
      const { status, body } = await invite('ada@example.com');
      await as('owner', `DELETE ${MEMBERS}/${body.subject}`);
      statuses.push(status);
    }

    expect(statuses).toEqual(Array(10).fill(201));
    expect(people.sent).toHaveLength(1);
    clock.now += 15 * MINUTE;
    await invite('ada@example.com');
    expect(people.sent).toHaveLength(2);
  });

  it('is one in 15 minutes for all accounts: the password of the first mail works for both', async () => {
    const { inviteTo, people, table } = run(...ofOther());

    const answers = [await inviteTo(ACCOUNT_ID, 'ada@example.com'), await inviteTo(OTHER, 'Ada@example.com')];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body.subject).toBe(answers[1]?.body.subject);
    expect(people.sent).toHaveLength(1);
    expect(table.all('invitation')).toEqual([
      { kind: 'invitation', addressHash: sha256Hex('ada@example.com'), expiresAt: NOW + 15 * MINUTE },
    ]);
  });

  it('is one if many ask at once', async () => {
    const { inviteTo, people } = run(...ofOther());

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => inviteTo(n % 2 ? OTHER : ACCOUNT_ID, 'ada@example.com')),
    );

    expect(people.sent).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    for (const answer of answers) if (answer.status > 201) expect(codeOf(answer)).toEqual(TOO_MANY);
  });

  it.each(['rate', 'address'] as const)('can be asked for again at once if Cognito refused: %s', async (how) => {
    const { invite, people, table } = run();
    people.interfere(how, 'invite');
    await invite('ada@example.com');
    expect(table.all('invitation')).toEqual([]);

    expect((await invite('ada@example.com')).status).toBe(201);
    expect(people.sent).toHaveLength(1);
  });

  it('waits for 15 minutes if nobody knows whether Cognito sent it', async () => {
    const { invite, people, clock } = run();
    people.interfere('failure', 'invite');

    expect(codeOf(await invite('ada@example.com'))).toEqual([503, 'dependency-unavailable']);
    expect(codeOf(await invite('ada@example.com'))).toEqual(TOO_MANY);
    clock.now += 15 * MINUTE;
    expect((await invite('ada@example.com')).status).toBe(201);
  });
});

it('nobody is looked up before the caller is judged, and nothing is sent if Cognito does not say who has the address', async () => {
  const { invite, people } = run();
  people.interfere('rate');

  expect(codeOf(await invite('ada@example.com', 'stranger'))).toEqual([404, 'account-not-found']);
  expect(codeOf(await invite('ada@example.com'))).toEqual(TOO_MANY);
  expect(people.sent).toEqual([]);
});

it.each<Persona>(['owner', 'operator'])('a suspended account invites nobody, whoever asks: %s', async (who) => {
  const { send, invite, people, table } = run();
  await send(`POST /accounts/${ACCOUNT_ID}/suspend`);

  expect(codeOf(await invite('ada@example.com', who))).toEqual([409, 'account-suspended']);
  expect(people.sent).toEqual([]);
  expect(table.all('member').map((member) => member.subject)).toEqual([subject('owner')]);
});

it('an account that is suspended while Cognito is asked gets no member', async () => {
  const { send, invite, people, table } = run();
  const original = people.invite.bind(people);
  people.invite = async (email) => {
    await send(`POST /accounts/${ACCOUNT_ID}/suspend`);
    return original(email);
  };

  expect(codeOf(await invite('ada@example.com'))).toEqual([409, 'account-suspended']);
  expect(table.all('member')).toHaveLength(1);
});

const target = { accountId: ACCOUNT_ID, email: 'ada@example.com', role: 'viewer' } as const;

it('an account that is suspended in the moment of the change gets no member', async () => {
  const here = world(account(), ...memberRecords('owner'));
  const people = new MemoryPeople();
  people.know(subjectOf(7), target.email);
  const suspend = () =>
    here.table.commit([
      { type: 'update', ref: { kind: 'account', accountId: ACCOUNT_ID }, when: {}, set: { suspendedAt: NOW } },
    ]);
  const deps = { ...through(here, interrupted(here.table, suspend)), people };

  expect(refusalOf(await inviteMember(deps, call(), target)).code).toBe('account-suspended');
  expect(here.table.all('member')).toHaveLength(1);
});

it('an owner who is removed in the moment of the reservation has nothing sent', async () => {
  const here = world(account(), ...memberRecords('owner'));
  const people = new MemoryPeople();
  const author = { accountId: ACCOUNT_ID, subject: subject('owner') };
  const remove = async () => accepted(await removeMember(here.deps, call(), author));
  const deps = { ...through(here, interrupted(here.table, remove)), people };
  const asOwner = call({
    actor: { type: 'person', subject: author.subject, isOperator: false },
    people: 'owner',
    accountId: ACCOUNT_ID,
  });

  expect(refusalOf(await inviteMember(deps, asOwner, target)).code).toBe('account-not-found');
  expect(people.sent).toEqual([]);
});
