/** fast-jwt without and with its cache of verified tokens. With the cache it reads no state: a revoked token stays good. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { ISSUER } from '../../deployment';
import { type MakeContender, succeeds } from '../contender';

const token =
  (cache: boolean): MakeContender =>
  ({ deployment: { presented, jwk } }) => {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const verify = createVerifier({ key, cache, algorithms: ['RS256'], allowedIss: ISSUER });
    return {
      base: 'RS256',
      call: () => verify(presented.token),
      accepts: () => succeeds(() => verify(presented.token)),
      acceptsWrong: () => succeeds(() => verify(presented.wrongToken)),
    };
  };

export const contenders: Readonly<Record<string, MakeContender>> = { token: token(false), cached: token(true) };
