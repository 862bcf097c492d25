/** jose with a local key set, which imports each key once. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { ISSUER } from '../../deployment';
import { type MakeContender, succeeds } from '../contender';

const token: MakeContender = ({ deployment: { presented, jwk } }) => {
  const keys = createLocalJWKSet({ keys: [jwk] });
  const verify = (text: string) => jwtVerify(text, keys, { issuer: ISSUER, algorithms: ['RS256'] });
  return {
    base: 'RS256',
    call: () => verify(presented.token),
    accepts: () => succeeds(() => verify(presented.token)),
    acceptsWrong: () => succeeds(() => verify(presented.wrongToken)),
  };
};

export const contenders: Readonly<Record<string, MakeContender>> = { token };
