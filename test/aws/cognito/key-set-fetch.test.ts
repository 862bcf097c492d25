import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchKeys, httpKeySet } from '../../../lambda/aws/cognito/key-set-fetch';
import { type KeySetReply, replyNothing, replyText } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { budgetOf } from '../../support/time-budgets';
import { KEY_SET_URL, signingKey } from '../../support/tokens';

const good = signingKey('good');
const TIMEOUT = 20;
const fetched = (reply: KeySetReply, timers = new ManualTimers()) =>
  budgetOf(TIMEOUT, timers).part(TIMEOUT, (budget) => fetchKeys((_, signal) => reply(signal), KEY_SET_URL, budget));
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

  test.each<[string, KeySetReply]>([
    ['not JSON', () => replyText('{')],
    ['empty', () => replyText('')],
    ['null', () => replyText('null')],
    ['a list', () => replyText('[]')],
    ['without keys', () => replyText('{}')],
    ['a text for keys', () => replyText('{"keys":"x"}')],
    ['without one usable key', () => replyText('{"keys":[]}')],
    ['with two keys of one id', () => replyText(JSON.stringify({ keys: [good.jwk, { ...signingKey('good').jwk }] }))],
    ['answered with 404', () => replyText(JSON.stringify({ keys: [good.jwk] }), 404)],
    ['answered with 201', () => replyText(JSON.stringify({ keys: [good.jwk] }), 201)],
  ])('is a failure when it is %s', async (_, reply) => {
    await expect(fetched(reply)).rejects.toHaveProperty('message');
  });

  test('is a failure when it is not answered in time', async () => {
    const timers = new ManualTimers();

    await expect(fetched(replyNothing(timers), timers)).rejects.toMatchObject({ dependency: 'key-set' });
  });
});

describe('over HTTP', () => {
  let server: Server;
  let origin: string;
  let answer: (response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const get = (timers = new ManualTimers()) => fetchKeys(httpKeySet(), `${origin}/set`, budgetOf(1_000, timers));

  test('a key set of 150,000 bytes is read', async () => {
    const empty = JSON.stringify({ keys: [good.jwk], padding: '' });
    answer = (response) => response.end(empty.replace('""', `"${'x'.repeat(150_000 - empty.length)}"`));

    expect([...(await get()).keys()]).toEqual(['good']);
  });

  test('a longer one is a failure', async () => {
    answer = (response) => response.end(JSON.stringify({ keys: [good.jwk], padding: 'x'.repeat(150_000) }));

    await expect(get()).rejects.toThrow('The answer has more than 150000 bytes');
  });

  test('a redirection is not followed', async () => {
    answer = (response) => response.writeHead(302, { Location: '/set' }).end();

    await expect(get()).rejects.toThrow('The request for the key set was answered with status 302');
  });

  test('an answer that stops half-way is given up when the time ends', async () => {
    const timers = new ManualTimers();
    answer = (response) => response.write('{"keys":[', () => timers.advance(1_000));

    await expect(get(timers)).rejects.toMatchObject({ dependency: 'key-set' });
  });
});
