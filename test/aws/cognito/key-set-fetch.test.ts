import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FetchKeySet, fetchKeys } from '../../../lambda/aws/cognito/key-set-fetch';
import { replyNothing, replyText } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { budgetOf } from '../../support/time-budgets';
import { KEY_SET_URL, signingKey } from '../../support/tokens';

const good = signingKey('good');
const TIMEOUT = 20;
const fetched = (reply: (signal: AbortSignal) => Promise<Response>, timers = new ManualTimers()) =>
  budgetOf(TIMEOUT, timers).part(TIMEOUT, (budget) => fetchKeys((_, { signal }) => reply(signal), KEY_SET_URL, budget));
const fetchedKeys = (...keys: readonly unknown[]) => fetched(() => replyText(JSON.stringify({ keys })));

describe('a fetched key set', () => {
  test('holds the RSA signing keys by their ids', async () => {
    const plain = { kty: 'RSA', kid: 'plain', n: good.jwk.n, e: good.jwk.e };

    const keys = await fetchedKeys(good.jwk, plain);

    expect([...keys.keys()]).toEqual(['good', 'plain']);
    expect(keys.get('good')).toMatchObject({ kty: 'RSA', n: good.jwk.n, e: good.jwk.e });
  });

  test.each<[string, unknown]>([
    [
      'another type',
      { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'x' },
    ],
    ['a shared secret', { kty: 'oct', k: 'AAAA', kid: 'x', alg: 'HS256' }],
    ['another algorithm', { ...good.jwk, kid: 'x', alg: 'RS512' }],
    ['another use', { ...good.jwk, kid: 'x', use: 'enc' }],
    ['other operations', { ...good.jwk, kid: 'x', key_ops: ['encrypt'] }],
    ['operations that are no list', { ...good.jwk, kid: 'x', key_ops: 'verify' }],
    ['an exponent with which anybody signs', { ...good.jwk, kid: 'x', e: 'AQ' }],
    ['an exponent of 3', { ...good.jwk, kid: 'x', e: 'Aw' }],
    ['no id', { ...good.jwk, kid: undefined }],
    ['a number as id', { ...good.jwk, kid: 1 }],
    ['no modulus', { ...good.jwk, kid: 'x', n: undefined }],
    ['no exponent', { ...good.jwk, kid: 'x', e: undefined }],
    ['a modulus that is no number', { ...good.jwk, kid: 'x', n: '' }],
    ['a modulus of 1024 bits', signingKey('x', 1024).jwk],
    ['null', null],
    ['text', 'x'],
  ])('leaves out a key with %s', async (_, jwk) => {
    expect([...(await fetchedKeys(jwk, good.jwk)).keys()]).toEqual(['good']);
  });

  test.each<[string, (signal: AbortSignal) => Promise<Response>]>([
    ['not JSON', () => replyText('{')],
    ['empty', () => replyText(null)],
    ['null', () => replyText('null')],
    ['a list', () => replyText('[]')],
    ['without keys', () => replyText('{}')],
    ['a text for keys', () => replyText('{"keys":"x"}')],
    ['without one usable key', () => replyText('{"keys":[]}')],
    ['with two keys of one id', () => replyText(JSON.stringify({ keys: [good.jwk, { ...signingKey('good').jwk }] }))],
    ['over 150,000 bytes', () => replyText(JSON.stringify({ keys: [good.jwk], padding: 'x'.repeat(150_000) }))],
    ['answered with 404', () => replyText(JSON.stringify({ keys: [good.jwk] }), 404)],
    ['answered with 201', () => replyText(JSON.stringify({ keys: [good.jwk] }), 201)],
  ])('is a failure when it is %s', async (_, reply) => {
    await expect(fetched(reply)).rejects.toHaveProperty('message');
  });

  test('is a failure when it is not answered in time', async () => {
    const timers = new ManualTimers();

    await expect(fetched(replyNothing(timers), timers)).rejects.toMatchObject({ dependency: 'key-set' });
  });

  test('is given up within its time also when the answer stops half-way, and never follows a redirect', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/slow') response.write('{"keys":[');
      else response.writeHead(302, { Location: '/set' }).end();
    });
    const timers = new ManualTimers();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const real: FetchKeySet = globalThis.fetch;
    const halfWay: FetchKeySet = async (url, init) => {
      const response = await real(url, init);
      // The time ends while the body is being read.
      setImmediate(() => timers.advance(1_000));
      return response;
    };

    await expect(fetchKeys(halfWay, `${origin}/slow`, budgetOf(1_000, timers))).rejects.toMatchObject({
      dependency: 'key-set',
    });
    await expect(fetchKeys(real, `${origin}/moved`, budgetOf(1_000, timers))).rejects.toThrow('fetch failed');

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
