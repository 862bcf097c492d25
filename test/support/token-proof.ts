/** What adopting takes: a token of the app client, and an issuer that knows its own tokens. */
import type { AdoptDeps } from '../../lambda/management/operations/clients/adopt-client';
import type { TokenSignatures } from '../../lambda/domain/ports/tokens';
import type { IssuerDeps } from '../../lambda/engine/context';
import { instead } from './pool-instead';
import { claimsAt, encode, ISSUER, KID } from './tokens';

const SIGNATURE = encode('signed');

/** A good token of `CLIENT_ID` but for the given claims, with the signature that `ownTokens` takes. */
export const proof = (claims: Readonly<Record<string, unknown>> = {}): string =>
  `${encode({ kid: KID, alg: 'RS256' })}.${encode({ ...claimsAt(), ...claims })}.${SIGNATURE}`;

/** An issuer that signed what `proof` makes, and nothing else. */
export const ownTokens: TokenSignatures = {
  verify: (token) => {
    const [, payload = '', signature] = token.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return Promise.resolve(signature === SIGNATURE ? claims : undefined);
  },
};

/** The same deployment, with that issuer, whose pool has every app client. */
export const trusting = <D extends IssuerDeps>(deps: D): D & AdoptDeps => ({
  ...deps,
  issuer: { ...deps.issuer, pool: instead(deps.issuer.pool, { listSecrets: async () => ({ ok: true, value: [] }) }) },
  trust: { signatures: ownTokens, issuer: ISSUER },
});
