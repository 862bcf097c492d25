/**
 * Runs Wycheproof's JWS and JWK vectors through the signature check, each with its own key set. As published, no vector
 * has a JSON object as its payload, which alone refuses it. So each vector also runs with the payload of a JWT.
 */
import { constants, createHash, createPrivateKey, createPublicKey, privateEncrypt, publicDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeySet } from '../../../lambda/aws/cognito/key-set';
import { SignedTokens } from '../../../lambda/aws/cognito/token-signatures';
import { DependencyError } from '../../../lambda/domain/outcome';
import { parseTokenHeader } from '../../../lambda/domain/token-format';
import { Issuer, replyText } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { endlessBudget } from '../../support/time-budgets';
import { NOW } from '../../support/records';
import { claimsAt, encode, KEY_SET_URL } from '../../support/tokens';

type Jwk = Readonly<Record<string, string>>;
type OneOrSet = Jwk | { readonly keys: readonly Jwk[] };
interface Group {
  readonly public?: OneOrSet;
  readonly private: OneOrSet;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws: string;
    readonly result: 'valid' | 'invalid';
  }[];
}
interface Vector {
  readonly name: string;
  readonly jws: string;
  readonly valid: boolean;
  /** The keys in the issuer's key set. */
  readonly keys: readonly Jwk[];
  /** The private key of the signer, if there is exactly one RSA key. */
  readonly signer: Jwk | undefined;
}

/** `accepted`, or the first reason for which the signature check refuses a vector. */
type End = 'accepted' | 'form' | 'algorithm' | 'key' | 'payload' | 'signature';

/**
 * Accepted although Wycheproof calls it invalid: correctly signed with a weak key (ROCA, CVE-2017-15361). Such a key is
 * used only if it is in the issuer's own key set, and an attacker who can add keys there does not need a weak one.
 */
const WEAK_BY_MAKING = ['7 rejectsKeyWithRocaVulnerability'];

const FOLDER = join(__dirname, '../../vectors/wycheproof');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const keysOf = (of: OneOrSet): readonly Jwk[] => ('keys' in of && typeof of.keys === 'object' ? of.keys : [of as Jwk]);

function vectorsOf(file: string): readonly Vector[] {
  const { testGroups } = JSON.parse(read(file)) as { readonly testGroups: readonly Group[] };
  return testGroups.flatMap((group) => {
    const [signer, ...others] = keysOf(group.private).filter(({ kty, d }) => kty === 'RSA' && d !== undefined);
    return group.tests.map(({ tcId, comment, jws, result }) => ({
      name: `${tcId} ${comment}`,
      jws,
      valid: result === 'valid',
      keys: keysOf(group.public ?? group.private),
      signer: others.length === 0 ? signer : undefined,
    }));
  });
}

const signatureVectors = vectorsOf('json_web_signature_test.json');
const keyVectors = vectorsOf('json_web_key_test.json');

function objectIn(part = ''): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

async function endOf({ jws, keys }: Vector): Promise<End> {
  const issuer = new Issuer();
  issuer.reply = () => replyText(JSON.stringify({ keys }));
  const never = (error: Error) => expect(error).toBeUndefined();
  const keySet = new KeySet({ url: KEY_SET_URL, now: () => NOW, fetch: issuer.fetch });
  const use = { budget: endlessBudget(new ManualTimers()), onFailure: never };
  const [header, payload] = jws.split('.');
  const claims = await new SignedTokens(keySet, () => NOW)
    .during(use)
    .verify(jws)
    .catch((error: unknown) => {
      if (error instanceof DependencyError && error.dependency === 'key-set') return 'no key' as const;
      throw error;
    });
  if (claims === 'no key') return 'key';
  if (typeof claims === 'object') return 'accepted';
  if (claims === 'malformed') {
    return (objectIn(header)?.alg ?? 'RS256') === 'RS256' ? 'form' : 'algorithm';
  }
  return objectIn(payload) === undefined ? 'payload' : 'signature';
}

const raw = { padding: constants.RSA_NO_PADDING };

/** The padded block that was signed; `undefined` if the signature is not a number below the key's modulus. */
function blockOf(signer: Jwk, signature: string): Buffer | undefined {
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n: signer.n, e: signer.e }, format: 'jwk' });
    return publicDecrypt({ key, ...raw }, Buffer.from(signature, 'base64url'));
  } catch {
    return undefined;
  }
}

/**
 * The same vector with a JWT's claims as its payload. If the signed block holds the hash of the vector's text, the new
 * text's hash replaces it, and the block is signed again with its padding unchanged. Other signatures stay as they are.
 */
function carriedOver(vector: Vector): Vector {
  const [header = '', payload = '', signature, ...more] = vector.jws.split('.');
  if (signature === undefined || more.length > 0 || vector.signer === undefined) return vector;
  const hash = (body: string): Buffer => createHash('sha256').update(`${header}.${body}`).digest();
  const claims = encode(claimsAt());
  const block = blockOf(vector.signer, signature);
  const at = block?.indexOf(hash(payload)) ?? -1;
  if (block === undefined || at < 0) return { ...vector, jws: `${header}.${claims}.${signature}` };
  hash(claims).copy(block, at);
  const key = createPrivateKey({ key: vector.signer, format: 'jwk' });
  return { ...vector, jws: `${header}.${claims}.${privateEncrypt({ key, ...raw }, block).toString('base64url')}` };
}

async function tally(title: string, vectors: readonly Vector[]) {
  const ends = await Promise.all(vectors.map(async (vector) => ({ ...vector, end: await endOf(vector) })));
  const count = (valid: boolean) => {
    const counts: Partial<Record<End, number>> = {};
    for (const { end } of ends.filter((one) => one.valid === valid)) counts[end] = (counts[end] ?? 0) + 1;
    return counts;
  };
  const counts = { valid: count(true), invalid: count(false) };
  process.stdout.write(`wycheproof, ${title}: ${JSON.stringify(counts)}\n`);
  const accepted = ends.filter(({ end }) => end === 'accepted').map(({ name }) => name);
  return { counts, accepted };
}

/** The names of the valid RS256 vectors that have the form and a payload of Cognito's tokens. */
const ours = (vectors: readonly Vector[]): readonly string[] =>
  vectors
    .filter(({ valid, jws }) => valid && parseTokenHeader(jws) !== undefined && objectIn(jws.split('.')[1]))
    .map(({ name }) => name);

const resigned = (before: readonly Vector[], after: readonly Vector[]): number =>
  after.filter(({ jws }, at) => jws.split('.')[2] !== before[at]?.jws.split('.')[2]).length;

test.each([
  ['json_web_signature_test.json', signatureVectors.length, 401],
  ['json_web_key_test.json', keyVectors.length, 26],
])('%s is the file that was published, and each of its vectors runs', (file, running, published) => {
  const sum = createHash('sha256').update(read(file)).digest('hex');

  expect(read('README.md')).toContain(`| \`${file}\` | ${published} | \`${sum}\` |`);
  expect(running).toBe(published);
});

describe('of the signature vectors', () => {
  test('none is accepted as published: no valid one is a JWT', async () => {
    const { counts, accepted } = await tally('signatures as published', signatureVectors);

    expect(accepted).toEqual([]);
    expect(ours(signatureVectors)).toEqual([]);
    expect(counts).toEqual({
      valid: { algorithm: 38, form: 3, payload: 5 },
      invalid: { algorithm: 116, form: 20, key: 3, payload: 216 },
    });
  });

  test('each valid RS256 one of our form is accepted over a JWT, and no forgery', async () => {
    const carried = signatureVectors.map(carriedOver);

    const { counts, accepted } = await tally('signatures over a JWT', carried);

    expect(resigned(signatureVectors, carried)).toBe(210);
    expect(ours(carried)).toHaveLength(6);
    expect(accepted).toEqual(ours(carried));
    expect(counts).toEqual({
      valid: { accepted: 6, algorithm: 38, form: 2 },
      invalid: { algorithm: 116, form: 19, key: 3, signature: 217 },
    });
  });
});

describe('of the key vectors', () => {
  test('none is accepted as published: no valid one is a JWT', async () => {
    const { counts, accepted } = await tally('keys as published', keyVectors);

    expect(accepted).toEqual([]);
    expect(ours(keyVectors)).toEqual([]);
    expect(counts).toEqual({
      valid: { algorithm: 4, payload: 1 },
      invalid: { algorithm: 17, form: 2, key: 1, payload: 1 },
    });
  });

  test('no key of another type, size or use is used for a JWT', async () => {
    const carried = keyVectors.map(carriedOver);

    const { counts, accepted } = await tally('keys over a JWT', carried);

    expect(accepted).toEqual([...ours(carried), ...WEAK_BY_MAKING]);
    expect(ours(carried)).toEqual(['5 acceptsValid']);
    expect(counts).toEqual({
      valid: { accepted: 1, algorithm: 4 },
      invalid: { accepted: 1, algorithm: 17, key: 3 },
    });
  });
});
