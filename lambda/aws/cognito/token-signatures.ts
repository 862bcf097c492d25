/** Checks signatures with aws-jwt-verify against the issuer's key set; claims are the domain's to judge. */
import { JwtBaseError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { TokenClaims, TokenSignatures } from '../../domain/ports/tokens';
import { parseTokenHeader } from '../../domain/token-format';
import { KeySet, type KeySetOptions } from './key-set';
import type { SigningJwk } from './key-set-fetch';

/** The library's own checks of claims are switched off: they read another clock and let more through. */
const SIGNATURE_ONLY = { issuer: null, audience: null, graceSeconds: Number.MAX_SAFE_INTEGER };

export class KeySetSignatures implements TokenSignatures {
  private readonly keys: KeySet;

  constructor(options: KeySetOptions) {
    this.keys = new KeySet(options);
  }

  async verify(token: string): Promise<TokenClaims | undefined> {
    const kid = parseTokenHeader(token)?.kid;
    if (kid === undefined) return undefined;
    const key = await this.keys.find(kid);
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
