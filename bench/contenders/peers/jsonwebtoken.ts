/** jsonwebtoken with jwks-rsa, in the flow of the widely copied sample authorizer; the key set is cached. */
import { decode, verify } from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import { ISSUER } from '../../deployment';
import { type MakeContender, succeeds } from '../contender';

const token: MakeContender = ({ deployment: { presented, jwk } }) => {
  const client = new JwksClient({
    jwksUri: 'http://localhost/unused',
    cache: true,
    fetcher: () => Promise.resolve({ keys: [jwk] }),
  });
  const check = async (text: string): Promise<object> => {
    const { header } = decode(text, { complete: true });
    const key = await client.getSigningKey(header.kid);
    return verify(text, key.getPublicKey(), { issuer: ISSUER, algorithms: ['RS256'] });
  };
  return {
    base: 'RS256',
    call: () => check(presented.token),
    accepts: () => succeeds(() => check(presented.token)),
    acceptsWrong: () => succeeds(() => check(presented.wrongToken)),
  };
};

export const contenders: Readonly<Record<string, MakeContender>> = { token };
