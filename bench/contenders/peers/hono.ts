/** Hono’s bearerAuth with one token from the settings, and its check of a token with a key set at hand. */
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { verifyWithJwks } from 'hono/jwt';
import { ISSUER } from '../../deployment';
import { type MakeContender, succeeds } from '../contender';

const bearer: MakeContender = ({ deployment: { presented } }) => {
  const app = new Hono();
  app.use('/orders', bearerAuth({ token: presented.key }));
  app.get('/orders', (context) => context.text('ok'));
  const ask = async (key: string): Promise<boolean> =>
    (await app.request('/orders', { headers: { authorization: `Bearer ${key}` } })).status === 200;
  return {
    base: 'SHA-256',
    call: () => ask(presented.key),
    accepts: () => ask(presented.key),
    acceptsWrong: () => ask(presented.wrongKey),
  };
};

const token: MakeContender = ({ deployment: { presented, jwk } }) => {
  const options = { keys: [jwk], allowedAlgorithms: ['RS256'], verification: { iss: ISSUER } };
  const verify = (text: string) => verifyWithJwks(text, options);
  return {
    base: 'RS256',
    call: () => verify(presented.token),
    accepts: () => succeeds(() => verify(presented.token)),
    acceptsWrong: () => succeeds(() => verify(presented.wrongToken)),
  };
};

export const contenders: Readonly<Record<string, MakeContender>> = { bearer, token };
