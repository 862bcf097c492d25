/**
 * The `TokenSignatures` port: aws-jwt-verify checks signatures with Cognito's key set. `doors/` checks the claims. A warm
 * process remembers tokens whose signature was good. Of a remembered token, the key set is checked here at each use, and
 * issuer and times by `doors/`.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { BoundedMap } from '../../domain/bounded-map';
import { sha256 } from '../../domain/hash';
import type { Instant } from '../../domain/model';
import { InvariantError } from '../../domain/outcome';
import type { Clock } from '../../domain/ports/system';
import type { TokenClaims, TokenSignatures } from '../../domain/ports/tokens';
import { parseTokenHeader, TOKEN_MAX_LENGTH } from '../../domain/token-format';
import type { KeySet, KeySetUse } from './key-set';
import type { SigningJwk } from './key-set-fetch';

/** A token whose signature was good. */
interface SeenToken {
  /** The key that verified it. The entry counts only while the key set holds this very object. */
  readonly key: SigningJwk;
  readonly claims: TokenClaims;
  readonly expiresAt: Instant;
}

/** Most tokens that a process remembers: about 2 MB, and a sixth of that for what `token-claims.ts` keeps of them. */
export const MOST_SEEN_TOKENS = 1_000;
/** Turns off the library's checks of claims: they use the system's clock and allow more than `token-claims.ts`. */
const SIGNATURE_ONLY = { issuer: null, audience: null, graceSeconds: Number.MAX_SAFE_INTEGER };

/** Kept in a warm process. */
export class SignedTokens {
  /** By the SHA-256 of the token. */
  readonly #seen = new BoundedMap<string, SeenToken>(MOST_SEEN_TOKENS);

  constructor(
    private readonly keys: KeySet,
    private readonly now: Clock,
  ) {}

  /** The port during one invocation. */
  during(use: KeySetUse): TokenSignatures {
    return { verify: (token) => this.#verify(token, use) };
  }

  async #verify(token: string, use: KeySetUse): ReturnType<TokenSignatures['verify']> {
    if (token.length > TOKEN_MAX_LENGTH) return 'malformed';
    const digest = sha256(token);
    const seen = this.#seen.get(digest);
    const kid = seen?.key.kid ?? parseTokenHeader(token)?.kid;
    if (kid === undefined) return 'malformed';
    // A key that is at hand is not awaited: most decisions of a warm process find one.
    const key = this.keys.kept(kid) ?? (await this.keys.find(kid, use));
    if (seen !== undefined && seen.key === key && this.now() < seen.expiresAt) return seen.claims;
    const claims = key && (await signedClaims(token, key));
    if (key === undefined || claims === undefined) return 'token-invalid';
    const expiresAt = Number(claims.exp) * 1000;
    if (this.now() < expiresAt) this.#seen.set(digest, { key, claims, expiresAt });
    return claims;
  }
}

/** Loads the library at the first token: a cold start with a key does without it. */
const loadLibrary = () => import('./jwt-library.js');
let library: ReturnType<typeof loadLibrary> | undefined;

/** Undefined if the signature is wrong. */
async function signedClaims(token: string, key: SigningJwk): Promise<TokenClaims | undefined> {
  library ??= loadLibrary();
  const { JwtBaseError, verifyJwtSync } = await library;
  try {
    return withoutStacks(() => verifyJwtSync(token, key, SIGNATURE_ONLY, () => publicKeyOf(key)));
  } catch (error) {
    if (error instanceof JwtBaseError) return undefined;
    throw new InvariantError('aws-jwt-verify could not check a signature', { cause: error });
  }
}

/**
 * Node 24 throws and catches two errors to tell what kind of key the library passes to `Verify.verify`, and their stacks
 * take a third of the verification's time.
 */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const publicKeys = new WeakMap<SigningJwk, KeyObject>();

/** The library's own cache of keys takes an entry for each `iss` that a caller makes up, and does not see a changed key. */
function publicKeyOf(jwk: SigningJwk): KeyObject {
  const known = publicKeys.get(jwk);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: jwk, format: 'jwk' });
  publicKeys.set(jwk, made);
  return made;
}
