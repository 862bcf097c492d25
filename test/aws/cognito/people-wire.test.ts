/** The requests to Cognito about people, and what the adapter makes of every answer. */
import { CognitoPeople } from '../../../lambda/aws/cognito/cognito-people';
import { DependencyError } from '../../../lambda/domain/outcome';
import { deployedPoolClient, USER_POOL_ID } from '../../support/canned-pool';
import { type CannedService, openCannedService, replyException, replyJson } from '../../support/canned-service';
import { ManualTimers } from '../../support/manual-timers';
import { subjectOf } from '../../support/memory-people';
import { endlessBudget } from '../../support/time-budgets';

let cognito: CannedService;
let people: CognitoPeople;
let close: () => Promise<void>;

beforeEach(async () => {
  cognito = await openCannedService();
  const client = deployedPoolClient(cognito.url);
  people = new CognitoPeople(USER_POOL_ID, client, endlessBudget(new ManualTimers()));
  close = async () => {
    client.destroy();
    await cognito.close();
  };
});
afterEach(() => close());

const ADA = 'ada@example.com';
const attributes = (email = ADA) => [
  { Name: 'sub', Value: subjectOf(1) },
  { Name: 'email', Value: email },
];
const created = replyJson({ User: { Attributes: attributes() } });
const read = (UserStatus: string) => replyJson({ UserAttributes: attributes(), UserStatus });
const known = replyException('UsernameExistsException');
const POOL = { UserPoolId: USER_POOL_ID, Username: ADA };
const CREATE = {
  operation: 'AdminCreateUser',
  input: {
    ...POOL,
    DesiredDeliveryMediums: ['EMAIL'],
    UserAttributes: [
      { Name: 'email', Value: ADA },
      { Name: 'email_verified', Value: 'true' },
    ],
  },
};
const READ = { operation: 'AdminGetUser', input: POOL };
const RESEND = {
  operation: 'AdminCreateUser',
  input: { ...POOL, DesiredDeliveryMediums: ['EMAIL'], MessageAction: 'RESEND' },
};

const INVITATIONS = [
  { of: 'a new person', replies: [created], asked: [CREATE], isSent: true },
  { of: 'a person who has signed in', replies: [known, read('CONFIRMED')], asked: [CREATE, READ], isSent: false },
  {
    of: 'a person who has not',
    replies: [known, read('FORCE_CHANGE_PASSWORD'), created],
    asked: [CREATE, READ, RESEND],
    isSent: true,
  },
  {
    of: 'a person who signs in at this moment',
    replies: [known, read('FORCE_CHANGE_PASSWORD'), replyException('UnsupportedUserStateException')],
    asked: [CREATE, READ, RESEND],
    isSent: false,
  },
];
it.each(INVITATIONS)('an invitation of $of', async ({ replies, asked, isSent }) => {
  cognito.answer(...replies);

  expect(await people.invite(ADA)).toEqual({ ok: true, value: { subject: subjectOf(1), isSent } });
  expect(cognito.asked).toEqual(asked);
});

it.each(['InvalidParameterException', 'UserLambdaValidationException', 'CodeDeliveryFailureException'])(
  'an address that Cognito refuses with %s is refused',
  async (exception) => {
    cognito.answer(replyException(exception));
    expect(await people.invite(ADA)).toEqual({ ok: false, refusal: 'address' });

    cognito.answer(known, read('FORCE_CHANGE_PASSWORD'), replyException(exception));
    expect(await people.invite(ADA)).toEqual({ ok: false, refusal: 'address' });
  },
);

it('a person is read by the subject', async () => {
  cognito.answer(read('CONFIRMED'), replyException('UserNotFoundException'));

  expect(await people.find(subjectOf(1))).toEqual({
    ok: true,
    value: { subject: subjectOf(1), email: ADA, hasSignedIn: true },
  });
  expect(await people.find(subjectOf(2))).toEqual({ ok: false, refusal: 'absent' });
  expect(cognito.asked[0]).toEqual({ ...READ, input: { ...POOL, Username: subjectOf(1) } });
});

it.each([
  ['no attributes', [replyJson({ User: {} })]],
  ['a subject of another form', [replyJson({ User: { Attributes: [{ Name: 'sub', Value: 'ada' }] } })]],
  ['an empty answer', [replyJson({})]],
  ['a person who exists and does not', [known, replyException('UserNotFoundException')]],
  ['an error', [replyException('InternalErrorException', {}, 500)]],
])('%s is a failure of Cognito', async (_, replies) => {
  cognito.answer(...replies);
  await expect(people.invite(ADA)).rejects.toThrow(DependencyError);
});
