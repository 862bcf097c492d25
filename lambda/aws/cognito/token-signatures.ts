/** The `TokenSignatures` port: aws-jwt-verify checks signatures with Cognito's key set. `doors/` checks the claims. */
import { JwtBaseError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { TokenClaims, TokenSignatures } from '../../domain/ports/tokens';
import { parseTokenHeader } from '../../domain/token-format';
import type { KeySet, KeySetUse } from './key-set';
import type { SigningJwk } from './key-set-fetch';

/** Turns off the library's checks of claims: they use the system's clock and allow more than `token-claims.ts`. */
const SIGNATURE_ONLY = { issuer: null, audience: null, graceSeconds: Number.MAX_SAFE_INTEGER };

export class KeySetSignatures implements TokenSignatures {
  /** The key set is kept in a warm process; `use` is one invocation's. */
  constructor(
    private readonly keys: KeySet,
    private readonly use: KeySetUse,
  ) {}

  async verify(token: string): Promise<TokenClaims | undefined> {
    const kid = parseTokenHeader(token)?.kid;
    if (kid === undefined) return undefined;
    const key = await this.keys.find(kid, this.use);
    return key === undefined ? undefined : claimsOf(token, key);
  }
}

function claimsOf(token: string, key: SigningJwk): TokenClaims | undefined {
  try {
    return verifyJwtSync(token, { ...key }, SIGNATURE_ONLY);
  } catch (error) {
    if (error instanceof JwtBaseError) return undefined;
    throw error;
  }
}
