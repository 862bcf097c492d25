import crypto from 'node:crypto';
import { KeySet } from '../../../lambda/aws/cognito/key-set';
import { MOST_SEEN_TOKENS, SignedTokens } from '../../../lambda/aws/cognito/token-signatures';
import { type DependencyError, InvariantError } from '../../../lambda/domain/outcome';
import { verifyToken } from '../../../lambda/doors/verify-token';
import { CountingReader } from '../../support/counting-reader';
import { Issuer, replyKeys, replyRefused } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { MemoryTable } from '../../support/memory-table';
import { ACCOUNT_ID, account, CLIENT_ID, client, DAY, NOW } from '../../support/records';
import { endlessBudget } from '../../support/time-budgets';
import { accessToken, ISSUER, KEY_SET_URL, KID, signingKey } from '../../support/tokens';

const MINUTE = 60_000;
const SECONDS = NOW / 1000;
const key = signingKey(KID);
/** Another key that the issuer publishes under the same key id. */
const successor = signingKey(KID);
const other = signingKey('other');
const TOKEN = accessToken(key);
const ASK = { scope: 'read:orders', sourceIp: '203.0.113.7' } as const;

/** A warm process with its door, and a count of the RS256 signatures that it checks. */
function warmProcess() {
  const issuer = new Issuer(key);
  const time = { now: NOW };
  const now = () => time.now;
  const failures: DependencyError[] = [];
  const use = {
    budget: endlessBudget(new ManualTimers()),
    onFailure: (error: DependencyError) => void failures.push(error),
  };
  const tokens = new SignedTokens(new KeySet({ url: KEY_SET_URL, now, fetch: issuer.fetch }), now);
  const table = new MemoryTable([
    { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID },
    client(),
    account(),
  ]);
  const reader = new CountingReader(table);
  const door = {
    reader,
    now,
    owners: new Map<string, string>(),
    environment: 'live',
    issuer: ISSUER,
    resourceServers: ['orders', 'orders-accounts'],
  } as const;
  /** The verdict in an invocation of its own. */
  const judge = async (token: string) => {
    const verdict = await verifyToken({ ...door, signatures: tokens.during(use) }, token, ASK);
    return verdict.accepted ? 'accepted' : verdict.reason;
  };
  const checks = jest.spyOn(crypto, 'createVerify');
  return { issuer, time, failures, table, reader, judge, checks };
}

afterEach(() => jest.restoreAllMocks());

describe('a token that the process has seen', () => {
  test('is not checked for its signature again, and the records are read at every use', async () => {
    const { judge, checks, reader } = warmProcess();

    const verdicts = [await judge(TOKEN), await judge(TOKEN), await judge(TOKEN)];

    expect(verdicts).toEqual(['accepted', 'accepted', 'accepted']);
    expect(checks).toHaveBeenCalledTimes(1);
    // The owner of a client is read once.
    expect(reader.reads).toHaveLength(1 + verdicts.length);
  });

  test.each([
    ['revoked', client({ revokedAt: NOW })],
    ['suspended', client({ suspendedAt: NOW })],
    ['token-revoked', client({ tokensValidAfter: NOW })],
    ['revoked', account({ generation: 2 })],
    ['account-suspended', account({ suspendedAt: NOW })],
  ])('is refused as %s at its next use', async (reason, record) => {
    const { judge, table, checks } = warmProcess();
    await judge(TOKEN);

    table.put(record);

    expect(await judge(TOKEN)).toBe(reason);
    expect(checks).toHaveBeenCalledTimes(1);
  });

  test('expires to the millisecond, and from then on its signature is checked again', async () => {
    const { judge, time, checks } = warmProcess();
    const token = accessToken(key, { exp: SECONDS + 60 });
    await judge(token);

    time.now = NOW + MINUTE - 1;
    expect([await judge(token), checks.mock.calls.length]).toEqual(['accepted', 1]);
    time.now = NOW + MINUTE;

    expect([await judge(token), checks.mock.calls.length]).toEqual(['token-expired', 2]);
    expect([await judge(token), checks.mock.calls.length]).toEqual(['token-expired', 3]);
  });

  test('is judged by the clock of each use: its start is not yet, and its issue in the future', async () => {
    const { judge, time } = warmProcess();
    const starting = accessToken(key, { nbf: SECONDS + 10 });
    const early = accessToken(key, { iat: SECONDS + 70 });

    expect([await judge(starting), await judge(early)]).toEqual(['token-invalid', 'token-invalid']);
    time.now = NOW + 10_000;

    expect([await judge(starting), await judge(early)]).toEqual(['accepted', 'accepted']);
  });

  test('is refused when the refreshed key set has no longer its key, and checked anew when it has it again', async () => {
    const { judge, issuer, time, checks } = warmProcess();
    await judge(TOKEN);
    issuer.reply = replyKeys(other);

    time.now = NOW + 5 * MINUTE;
    expect(await judge(TOKEN)).toBe('token-invalid');
    issuer.reply = replyKeys(key, other);
    time.now += 10_000;

    expect([await judge(TOKEN), checks.mock.calls.length]).toEqual(['accepted', 2]);
  });

  test('is refused when another key has taken its key’s id', async () => {
    const { judge, issuer, time } = warmProcess();
    await judge(TOKEN);

    issuer.reply = replyKeys(successor);
    time.now = NOW + 5 * MINUTE;

    expect(await judge(TOKEN)).toBe('token-invalid');
    expect(await judge(accessToken(successor))).toBe('accepted');
  });

  test('stays remembered when the key set is fetched again with the same key', async () => {
    const { judge, issuer, time, checks } = warmProcess();
    await judge(TOKEN);

    issuer.reply = replyKeys(other, key);
    time.now = NOW + 5 * MINUTE;

    expect(await judge(TOKEN)).toBe('accepted');
    expect([issuer.asked, checks.mock.calls.length]).toEqual([2, 1]);
  });

  test('is under the same rules for an old key set: refreshed after 5 minutes, a failure after a day', async () => {
    const { judge, issuer, time, failures } = warmProcess();
    await judge(TOKEN);
    issuer.reply = replyRefused;

    time.now = NOW + 5 * MINUTE;
    expect(await judge(TOKEN)).toBe('accepted');
    expect(failures).toMatchObject([{ dependency: 'key-set' }]);
    time.now = NOW + DAY;

    await expect(judge(TOKEN)).rejects.toMatchObject({ dependency: 'key-set' });
  });

  test('vouches for no other: not for one with the same head, payload and most of the signature', async () => {
    const { judge, checks } = warmProcess();
    await judge(TOKEN);
    const [head = '', payload = '', signature = ''] = TOKEN.split('.');
    const changed = `${signature.slice(0, -2)}${signature.endsWith('AA') ? 'BA' : 'AA'}`;

    const verdicts = [
      await judge(`${head}.${payload}.${changed}`),
      await judge(`${head}.${payload}.${signature.slice(0, -2)}`),
      await judge(`${TOKEN}=`),
      await judge(TOKEN.slice(0, -1)),
    ];

    expect(verdicts).toEqual(['token-invalid', 'token-invalid', 'malformed', 'malformed']);
    expect(checks).toHaveBeenCalledTimes(3);
  });

  test('is not remembered when its signature was wrong', async () => {
    const { judge, checks } = warmProcess();
    const forged = accessToken(successor);

    expect([await judge(forged), await judge(forged)]).toEqual(['token-invalid', 'token-invalid']);
    expect(checks).toHaveBeenCalledTimes(2);
  });

  test('is forgotten when so many others came after it', async () => {
    const { judge, checks } = warmProcess();
    const tokens = Array.from({ length: MOST_SEEN_TOKENS + 1 }, (_, at) => accessToken(key, { jti: `token ${at}` }));
    for (const token of tokens) await judge(token);
    const [first = '', second = ''] = tokens;

    const count = async (token: string) => {
      const before = checks.mock.calls.length;
      await judge(token);
      return checks.mock.calls.length - before;
    };

    expect([await count(second), await count(first)]).toEqual([0, 1]);
  });
});

test('a key is imported once, not for each token, and not for each issuer that a token names', async () => {
  const { judge, checks } = warmProcess();
  await judge(TOKEN);
  const imports = jest.spyOn(crypto, 'createPublicKey');

  for (const at of Array(50).keys()) await judge(accessToken(key, { iss: `https://${at}.example` }));

  expect(checks).toHaveBeenCalledTimes(51);
  expect(imports).not.toHaveBeenCalled();
});

test('a verification leaves stacks as long as they were, whether the signature is good or not', async () => {
  const { judge } = warmProcess();
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 17;

  const verdicts = [await judge(TOKEN), await judge(accessToken(successor))];

  expect(verdicts).toEqual(['accepted', 'token-invalid']);
  expect(Error.stackTraceLimit).toBe(17);
  Error.stackTraceLimit = before;
});

test('a defect of the verifier is thrown as an error that has it as its cause, and a stack', async () => {
  const { judge, checks } = warmProcess();
  checks.mockImplementationOnce(() => {
    throw new TypeError('no such key');
  });

  const error: unknown = await judge(TOKEN).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InvariantError);
  expect(error).toMatchObject({
    cause: new TypeError('no such key'),
    stack: expect.stringContaining('token-signatures'),
  });
  expect(await judge(TOKEN)).toBe('accepted');
});
