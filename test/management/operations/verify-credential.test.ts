import { mintKey } from '../../../lambda/domain/key-format';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { DependencyError } from '../../../lambda/domain/outcome';
import { BoundedMap } from '../../../lambda/domain/bounded-map';
import {
  NOTE_PAUSE,
  NOTED_FOR,
  type TokenTrust,
  type UseNotes,
  type VerifyDeps,
  type VerifyInput,
  verifyCredential,
} from '../../../lambda/management/operations/verify-credential';
import { authorize } from '../../../lambda/doors/authorizer/authorize';
import { decodeRoutes } from '../../../lambda/doors/authorizer/route-table';
import type { TokenClaims } from '../../../lambda/domain/ports/tokens';
import { REJECTION_REASONS, type RejectionReason } from '../../../lambda/domain/vocabulary';
import { goodRecords, memoryDoors, requestOf } from '../../support/doors';
import {
  ACCOUNT_ID,
  account,
  apiKey,
  bytesFrom,
  CLIENT_ID,
  client,
  DAY,
  KEY_ID,
  NOW,
  presentedKey,
} from '../../support/records';
import { encodeRoutes } from '../../support/routes';
import { signaturesSaying } from '../../support/token-proof';
import { accessToken, claimsAt, ISSUER, KID, signingKey } from '../../support/tokens';
import { accepted, call, operator, refusalOf, world } from '../../support/world';

const TOKEN = accessToken(signingKey(KID));
const KEY = presentedKey();
const HERE = '203.0.113.7';

/** An issuer that says this of every token. */
const saying = (claims: TokenClaims | 'token-invalid'): TokenTrust => ({
  signatures: signaturesSaying(claims),
  owners: new Map(),
  issuer: ISSUER,
  resourceServers: ['orders', 'orders-accounts'],
});

function deployment(records: readonly TableRecord[] = [], claims: TokenClaims = claimsAt()) {
  const made = world(...goodRecords());
  for (const record of records) made.table.put(record);
  return { ...made, deps: { ...made.deps, keyPrefixes: ['sp'], trust: saying(claims) } };
}
const verdict = async (deps: VerifyDeps, input: VerifyInput) => accepted(await verifyCredential(deps, call(), input));

describe('a valid credential', () => {
  test('a key is told with its account, its rights and its metadata', async () => {
    const { deps } = deployment([apiKey({ metadata: { team: 'stock' } })]);

    expect(await verdict(deps, { credential: KEY, scope: 'read:orders', sourceIp: HERE })).toEqual({
      valid: true,
      principal: {
        accountId: ACCOUNT_ID,
        credentialId: KEY_ID,
        credentialType: 'apiKey',
        scopes: ['read:orders'],
        environment: 'live',
        metadata: { team: 'stock' },
      },
    });
  });

  test('a token is told with its client, and what it may do is within client and grant', async () => {
    const { deps } = deployment([account({ grant: { scopes: ['read:orders'] } })]);

    expect(await verdict(deps, { credential: TOKEN, scope: 'read:orders' })).toMatchObject({
      valid: true,
      principal: { credentialId: CLIENT_ID, credentialType: 'client', scopes: ['read:orders'] },
    });
  });

  test('without a scope any valid credential will do, even one of no scopes', async () => {
    const { deps } = deployment([apiKey({ scopes: [] })]);

    expect(await verdict(deps, { credential: KEY })).toMatchObject({ valid: true, principal: { scopes: [] } });
  });

  test('without networks nobody asks where the call came from; within them it is valid', async () => {
    const { deps } = deployment([apiKey({ networks: ['203.0.113.0/24'] })]);

    expect(await verdict(deployment().deps, { credential: KEY })).toMatchObject({ valid: true });
    expect(await verdict(deps, { credential: KEY, sourceIp: HERE })).toMatchObject({ valid: true });
  });

  test('nothing is written where usage is not counted', async () => {
    const { deps, table } = deployment();
    const commit = jest.spyOn(table, 'commit');

    await verdict(deps, { credential: KEY });

    expect(commit).not.toHaveBeenCalled();
  });
});

interface Case {
  readonly records?: readonly TableRecord[];
  readonly claims?: TokenClaims | undefined;
  readonly input?: Partial<VerifyInput>;
  /** What the authorizer's log calls it. @default - the same */
  readonly logged?: string;
}
const onKey = (given: Parameters<typeof apiKey>[0]): Case => ({ records: [apiKey(given)] });
const onGrant = (networks: readonly string[]): Case => ({ records: [account({ grant: { scopes: [], networks } })] });
const onToken = (given: Case): Case => ({ ...given, input: { credential: TOKEN, ...given.input } });

/** Total: a reason without a way to it does not compile. */
const CASES: Readonly<Record<RejectionReason, readonly Case[]>> = {
  malformed: [{ input: { credential: 'no key' } }, { input: { credential: 'a.b.c' } }, { input: { credential: '.' } }],
  unknown: [
    { input: { credential: presentedKey('first', `${ACCOUNT_ID}Key00009`) } },
    { input: { credential: presentedKey('another secret') }, logged: 'mismatch' },
    onToken({ claims: { ...claimsAt(), client_id: 'nobody', sub: 'nobody' } }),
  ],
  'wrong-environment': [
    { input: { credential: mintKey({ prefix: 'sp', environment: 'test', keyId: KEY_ID }, bytesFrom('first')) } },
  ],
  revoked: [onKey({ revokedAt: NOW }), onToken({ records: [client({ revokedAt: NOW })] })],
  suspended: [onKey({ suspendedAt: NOW }), onToken({ records: [client({ suspendedAt: NOW })] })],
  expired: [onKey({ expiresAt: NOW })],
  'not-yet-valid': [onKey({ notBefore: NOW + 1 })],
  'account-suspended': [
    { records: [account({ suspendedAt: NOW })] },
    onToken({ records: [account({ suspendedAt: NOW })] }),
  ],
  'insufficient-scope': [{ input: { scope: 'write:orders' } }, onToken({ input: { scope: 'write:orders' } })],
  'network-not-allowed': [
    { ...onKey({ networks: ['198.51.100.0/24'] }), input: { sourceIp: HERE } },
    { ...onKey({ networks: [] }), input: { sourceIp: HERE } },
    onToken({ ...onGrant(['198.51.100.0/24']), input: { sourceIp: HERE } }),
  ],
  'source-unknown': [
    onKey({ networks: ['0.0.0.0/0', '::/0'] }),
    onKey({ networks: [] }),
    onGrant(['203.0.113.0/24']),
    onToken(onGrant(['203.0.113.0/24'])),
  ],
  'token-invalid': [onToken({ claims: { ...claimsAt(), iss: 'https://elsewhere.example' } })],
  'token-expired': [onToken({ claims: { ...claimsAt(), exp: NOW / 1000 } })],
  'token-revoked': [onToken({ records: [client({ tokensValidAfter: NOW })] })],
};

describe('a credential that is not valid', () => {
  test.each(REJECTION_REASONS.flatMap((reason) => CASES[reason].map((given) => [reason, given] as const)))(
    'is called %s, and nothing else is told of it (%#)',
    async (reason, { records, claims = claimsAt(), input }) => {
      const { deps } = deployment(records, claims);

      expect(await verdict(deps, { credential: KEY, ...input })).toEqual({ valid: false, reason });
    },
  );

  const atADoor = REJECTION_REASONS.filter((reason) => reason !== 'source-unknown');
  test.each(atADoor.flatMap((reason) => CASES[reason].map((given) => [reason, given] as const)))(
    'is called %s in the authorizer’s log too, but for a wrong secret (%#)',
    async (reason, { records = [], claims = claimsAt(), input, logged = reason }) => {
      const { deps, lines } = memoryDoors([...goodRecords(), ...records]);
      const { signatures } = saying(claims);
      const routes = decodeRoutes(encodeRoutes([{ route: 'GET /it', scope: input?.scope ?? null, door: 'any' }]));
      const event = requestOf('GET /it', { authorization: `Bearer ${input?.credential ?? KEY}` });

      await authorize({ ...deps, routes, doors: { ...deps.doors, signatures } }, event).catch(() => undefined);

      expect(lines).toEqual([{ kind: 'verdict', line: expect.objectContaining({ reason: logged }) }]);
    },
  );

  test('a token whose signature does not hold is token-invalid', async () => {
    const { deps } = deployment();

    const result = await verdict({ ...deps, trust: saying('token-invalid') }, { credential: TOKEN });

    expect(result).toEqual({ valid: false, reason: 'token-invalid' });
  });
});

describe('refusals', () => {
  test.each(['read:nothing', 'read:*', 'orders/read:orders'])('a scope %s is none of the catalogue', async (scope) => {
    const outcome = await verifyCredential(deployment().deps, call(), { credential: KEY, scope });

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/scope' }] });
  });

  test.each([
    [{ anyOf: ['read:orders', 'read:nothing'] }, ['/scope/anyOf/1']],
    [{ allOf: ['read:nothing', 'read:*'] }, ['/scope/allOf/0', '/scope/allOf/1']],
  ])('each scope of a rule must be in the catalogue: %j', async (scope, pointers) => {
    const outcome = await verifyCredential(deployment().deps, call(), { credential: KEY, scope });

    expect(refusalOf(outcome).errors).toMatchObject(pointers.map((pointer) => ({ pointer })));
  });

  test('an operator that was cut off, or has another scope, learns nothing, not even of a wrong scope', async () => {
    const { deps } = deployment([operator({ clientId: 'gone', revokedAt: NOW - DAY })]);
    const gone = call({
      requires: ['verify:credentials'],
      actor: { type: 'operator', clientId: 'gone', scopes: ['verify:credentials'] },
    });
    const other = call({
      requires: ['verify:credentials'],
      actor: { type: 'operator', clientId: 'op', scopes: ['write:keys', 'read:keys'] },
    });

    const input = { credential: KEY, scope: 'read:nothing' };

    expect(refusalOf(await verifyCredential(deps, gone, input)).code).toBe('invalid-credential');
    expect(refusalOf(await verifyCredential(deps, other, input)).code).toBe('insufficient-scope');
  });
});

describe('trouble', () => {
  test('of the table or the key set is no verdict', async () => {
    const made = deployment();
    const trouble = () => Promise.reject(new DependencyError('somewhere', 'gone'));
    const table = Object.assign(Object.create(made.table), { read: trouble });
    const signatures = { verify: trouble };

    await expect(verdict({ ...made.deps, table }, { credential: KEY })).rejects.toThrow(DependencyError);
    await expect(
      verdict({ ...made.deps, trust: { ...made.deps.trust, signatures } }, { credential: TOKEN }),
    ).rejects.toThrow(DependencyError);
  });
});

describe('the use of a credential', () => {
  function noting(note: UseNotes['note']) {
    const here = deployment();
    const failures: unknown[] = [];
    const noted = new BoundedMap<string, number>(10);
    const useNotes = { noted, note, onFailure: (error: unknown) => void failures.push(error) };
    const ask = (credential = KEY) => verdict({ ...here.deps, useNotes }, { credential, sourceIp: HERE });
    return { ...here, ask, failures };
  }
  const use = (credentialId: string, lastUsedAt: number) => ({
    kind: 'lastUse',
    credentialId,
    lastUsedAt,
    lastUsedRoute: 'POST /verify',
  });

  test('is noted, by each process once a minute', async () => {
    const notes: unknown[] = [];
    const { ask, clock } = noting(async (one) => void notes.push(one));

    await ask();
    clock.now += NOTED_FOR - 1;
    await ask();
    await ask(TOKEN);
    clock.now += 1;
    await ask();

    expect(notes).toEqual([use(KEY_ID, NOW), use(CLIENT_ID, NOW + NOTED_FOR - 1), use(KEY_ID, NOW + NOTED_FOR)]);
  });

  test('is not noted of one that is not valid', async () => {
    const notes: unknown[] = [];
    const { ask } = noting(async (one) => void notes.push(one));

    expect(await ask('nonsense')).toMatchObject({ valid: false });
    expect(notes).toEqual([]);
  });

  test('may get lost: the answer stays, the failure is told, and after a pause the next request tries again', async () => {
    const failure = new DependencyError('table', 'no answer');
    const { ask, failures, clock } = noting(() => Promise.reject(failure));

    const answers = [await ask(), await ask()];
    const before = [...failures];
    clock.now += NOTE_PAUSE;
    await ask();

    expect(answers.map(({ valid }) => valid)).toEqual([true, true]);
    expect([before, failures]).toEqual([[failure], [failure, failure]]);
  });

  test.each<[string, Partial<VerifyInput>]>([
    ['insufficient-scope', { scope: 'write:orders' }],
    ['network-not-allowed', { sourceIp: '198.51.100.1' }],
  ])('is noted where the credential is right and the answer is %s, as of a 403', async (reason, input) => {
    const notes: unknown[] = [];
    const here = deployment([apiKey({ networks: ['203.0.113.0/24'] })]);
    const noted = new BoundedMap<string, number>(10);
    const useNotes = { noted, note: async (one: unknown) => void notes.push(one), onFailure: () => undefined };

    const found = await verdict({ ...here.deps, useNotes }, { credential: KEY, sourceIp: HERE, ...input });

    expect(found).toEqual({ valid: false, reason });
    expect(notes).toEqual([use(KEY_ID, NOW)]);
  });
});
