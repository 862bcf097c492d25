/** aws-jwt-verify as its own pages show it, with the key set at hand and its cache of imported keys. */
import { JwtVerifier } from 'aws-jwt-verify';
import { ISSUER } from '../../deployment';
import { type MakeContender, succeeds } from '../contender';

const token: MakeContender = ({ deployment: { presented, jwk } }) => {
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: null });
  verifier.cacheJwks({ keys: [jwk as never] });
  const verify = (text: string): unknown => verifier.verifySync(text);
  return {
    base: 'RS256',
    call: () => verify(presented.token),
    accepts: () => succeeds(() => verify(presented.token)),
    acceptsWrong: () => succeeds(() => verify(presented.wrongToken)),
  };
};

export const contenders: Readonly<Record<string, MakeContender>> = { token };
