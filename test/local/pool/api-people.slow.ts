/** People through the user pools API, called by the SDK: what it does, and what it refuses as Cognito does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Statement } from '../../../local/iam';
import { startPoolServer } from '../../../local/pool/pool';
import type { LogLine, PoolServer, UserPoolSpec } from '../../../local/types';
import { standingClock } from '../rest-api';
import { Browser, clientThat, poolWith } from '../sign-in/browser';
import { POOL } from './token';

const { poolId: UserPoolId } = POOL;
const SPEC = poolWith(clientThat({}));
const INVITE: Statement = {
  Effect: 'Allow',
  Action: ['cognito-idp:AdminCreateUser'],
  Resource: [`arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`],
};

/** Signing keys are made once for all tests. */
const keys = mkdtempSync(path.join(tmpdir(), 'people-'));
const clock = standingClock();
const lines: LogLine[] = [];
let directory: string;
let pool: PoolServer;
let clients: CognitoIdentityProviderClient[] = [];
beforeAll(async () => (await startPoolServer(POOL, { clock, directory: keys })).close());
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'people-'));
  await restart();
});
afterEach(async () => {
  await pool.close();
  for (const client of clients.splice(0)) client.destroy();
  lines.length = 0;
  rmSync(directory, { recursive: true });
});
afterAll(() => rmSync(keys, { recursive: true }));

async function restart(spec: UserPoolSpec = SPEC): Promise<void> {
  await pool?.close();
  const callers = { Members: { region: 'us-east-1', account: '123456789012', statements: [INVITE] } };
  pool = await startPoolServer(spec, { clock, directory, callers, log: (line) => lines.push(line) });
}
function as(accessKeyId: string): CognitoIdentityProviderClient {
  const credentials = { accessKeyId, secretAccessKey: 'any' };
  const client = new CognitoIdentityProviderClient({
    endpoint: pool.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials,
  });
  clients = [...clients, client];
  return client;
}
const invite = (Username: string, more: Partial<AdminCreateUserCommandInput> = {}) =>
  as('local').send(new AdminCreateUserCommand({ UserPoolId, Username, ...more }));
const get = (Username: string) => as('local').send(new AdminGetUserCommand({ UserPoolId, Username }));
const nameOf = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );

test('a person who is invited has the sub as user name, and the answer and the later look say the same', async () => {
  const { User } = await invite('ada@example.com', {
    UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    DesiredDeliveryMediums: ['EMAIL'],
  });

  expect(User).toEqual({
    Username: expect.stringMatching(/^[0-9a-f-]{36}$/),
    Attributes: [
      { Name: 'email_verified', Value: 'true' },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'sub', Value: User?.Username },
    ],
    Enabled: true,
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserCreateDate: new Date(clock.now()),
    UserLastModifiedDate: new Date(clock.now()),
  });
  const { Attributes, ...rest } = User ?? {};
  expect(await get('ada@example.com')).toMatchObject({ ...rest, UserAttributes: Attributes });
});

test('an address finds a person in any letters, and so does the sub', async () => {
  const { User } = await invite('Ada@Example.com');

  const found = [await get('aDA@example.COM'), await get(User?.Username ?? '')];

  expect(found.map(({ Username }) => Username)).toEqual([User?.Username, User?.Username]);
  expect(await nameOf(invite('ada@example.com'))).toBe('UsernameExistsException');
});

test('in a case-sensitive pool other letters are another person', async () => {
  await restart({ ...SPEC, people: { caseSensitive: true, groups: [] } });
  await invite('Ada@example.com');

  expect(await nameOf(get('ada@example.com'))).toBe('UserNotFoundException');
});

test('an invitation is one line of log without a secret, and none is sent where the request suppresses it', async () => {
  await invite('ada@example.com');
  await invite('bob@example.com', { MessageAction: 'SUPPRESS' });

  const text = 'invitation to ada@example.com: no message is sent here, and nobody has a password';
  expect(lines).toEqual([{ source: 'Pool', text }]);
  expect(pool.people().map(({ email, invitedAt }) => [email, invitedAt])).toEqual([
    ['ada@example.com', [clock.now()]],
    ['bob@example.com', []],
  ]);
});

test('an invitation goes out again until the person signed in', async () => {
  await invite('ada@example.com');
  clock.advance(1000);

  const again = await nameOf(invite('ada@example.com', { MessageAction: 'RESEND' }));
  await new Browser(pool).choose('ada@example.com');
  const late = await nameOf(invite('ada@example.com', { MessageAction: 'RESEND' }));

  expect([again, late]).toEqual(['done', 'UnsupportedUserStateException']);
  expect(pool.people()).toMatchObject([{ status: 'CONFIRMED', invitedAt: [clock.now() - 1000, clock.now()] }]);
  expect((await get('ada@example.com')).UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  expect(await nameOf(invite('bob@example.com', { MessageAction: 'RESEND' }))).toBe('UserNotFoundException');
});

test.each<[string, string, Partial<AdminCreateUserCommandInput>]>([
  ['a user name that is no address', 'InvalidParameterException', { Username: 'ada' }],
  ['a user name with a space', 'InvalidParameterException', { Username: 'a da@example.com' }],
  ['a user name that is too long', 'InvalidParameterException', { Username: `${'a'.repeat(120)}@example.com` }],
  ['an unknown action', 'InvalidParameterException', { MessageAction: 'SEND' as 'RESEND' }],
  [
    'another address among the attributes',
    'InvalidParameterException',
    { UserAttributes: [{ Name: 'email', Value: 'bob@example.com' }] },
  ],
  [
    'an attribute that is not served',
    'NotServedByLocalPool',
    { UserAttributes: [{ Name: 'custom:team', Value: 'x' }] },
  ],
  ['a password of the caller', 'NotServedByLocalPool', { TemporaryPassword: 'secret' }],
  ['another pool', 'ResourceNotFoundException', { UserPoolId: 'us-east-1_other' }],
])('an invitation with %s is refused: %s', async (_, name, more) => {
  expect(await nameOf(invite('ada@example.com', more))).toBe(name);
  expect(pool.people()).toEqual([]);
});

test('a pool in which people have other user names has no people here', async () => {
  await restart(POOL);

  expect(await nameOf(invite('ada@example.com'))).toBe('NotServedByLocalPool');
});

test('a person is put into a group of the pool, and nobody into another', async () => {
  await invite('olga@example.com');
  const put = (Username: string, GroupName: string) =>
    nameOf(as('local').send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName })));

  const outcomes = [
    await put('olga@example.com', 'operators'),
    await put('olga@example.com', 'operators'),
    await put('olga@example.com', 'others'),
    await put('ada@example.com', 'operators'),
  ];

  expect(outcomes).toEqual(['done', 'done', 'ResourceNotFoundException', 'UserNotFoundException']);
  expect(pool.people()).toMatchObject([{ groups: ['operators'] }]);
  expect(() => pool.addPerson('ada@example.com', ['others'])).toThrow('the pool has no group others');
});

test('a function does what its role allows on the pool, and nothing else', async () => {
  const invited = as('Members').send(new AdminCreateUserCommand({ UserPoolId, Username: 'ada@example.com' }));
  const outcome = await nameOf(invited);

  const looked = as('Members').send(new AdminGetUserCommand({ UserPoolId, Username: 'ada@example.com' }));

  expect([outcome, await nameOf(looked)]).toEqual(['done', 'AccessDeniedException']);
});

test('a data directory keeps people, whom the next run finds as they were', async () => {
  await invite('ada@example.com');
  pool.addPerson('olga@example.com', ['operators']);
  const before = pool.people();

  await restart();

  expect(pool.people()).toEqual(before);
  expect(before).toHaveLength(2);
});
