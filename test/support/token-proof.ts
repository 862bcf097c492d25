/** What adopting takes: a token of the app client, and an issuer that knows its own tokens. */
import type { AdoptDeps } from '../../lambda/management/operations/clients/adopt-client';
import type { TokenClaims, TokenSignatures } from '../../lambda/domain/ports/tokens';
import { parseTokenHeader } from '../../lambda/domain/token-format';
import type { IssuerDeps } from '../../lambda/engine/context';
import { instead } from './pool-instead';
import { claimsAt, encode, ISSUER, KID } from './tokens';

const SIGNATURE = encode('signed');

/** A good token of `CLIENT_ID` but for the given claims, with the signature that `ownTokens` takes. */
export const proof = (claims: Readonly<Record<string, unknown>> = {}): string =>
  `${encode({ kid: KID, alg: 'RS256' })}.${encode({ ...claimsAt(), ...claims })}.${SIGNATURE}`;

/** An issuer that says this of every text with the form of a token. */
export const signaturesSaying = (
  answer: TokenClaims | 'token-invalid' | ((token: string) => TokenClaims | 'token-invalid'),
): TokenSignatures => ({
  verify: async (token) => {
    if (parseTokenHeader(token) === undefined) return 'malformed';
    return typeof answer === 'function' ? answer(token) : answer;
  },
});

/** An issuer that signed what `proof` makes, and nothing else. */
export const ownTokens = signaturesSaying((token) => {
  const [, payload = '', signature] = token.split('.');
  const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return signature === SIGNATURE ? claims : 'token-invalid';
});

/** The same deployment, with that issuer, whose pool has every app client. */
export const trusting = <D extends IssuerDeps>(deps: D): D & AdoptDeps => ({
  ...deps,
  issuer: { ...deps.issuer, pool: instead(deps.issuer.pool, { listSecrets: async () => ({ ok: true, value: [] }) }) },
  trust: { signatures: ownTokens, issuer: ISSUER },
});
