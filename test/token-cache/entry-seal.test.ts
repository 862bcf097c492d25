/** A reader of the cache table learns no client and no token. */
import { entrySealOf, seal, type CacheableRequest, unseal } from '../../lambda/token-cache/entry-seal';
import { ACCOUNT_ID, bytesFrom, CLIENT_ID, NOW } from '../support/records';
import { issuedWorld, MINUTE, tokenIn } from '../support/token-world';

describe('what is kept', () => {
  /** Every run of 8 characters. */
  const runsOf = (text: string) => Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8));

  it('shows nothing of client, secret, scope, account or token, in no usual spelling', async () => {
    const { give, ask, store } = await issuedWorld();
    const asked = { ...ask, scopes: ['orders-accounts/read:orders'] };
    const { token } = tokenIn(await give(asked));
    const [[id, { sealed, until }] = ['', { sealed: Buffer.of(), until: 0 }]] = [...store.items];

    const bytes = Buffer.from(sealed);
    const spellings = ['latin1', 'utf8', 'hex', 'base64', 'base64url'] as const;
    const shown = [id, String(until), ...spellings.map((spelling) => bytes.toString(spelling))].join('\n');
    const secrets = [ask.clientId, ask.secret, token, ...asked.scopes, ACCOUNT_ID, 'access_token'];
    const needles = secrets.flatMap((text) =>
      [text, ...(['hex', 'base64', 'base64url'] as const).map((as) => Buffer.from(text).toString(as))].flatMap(runsOf),
    );

    expect(bytes.length).toBeGreaterThan(token.length);
    expect(needles.filter((needle) => shown.includes(needle))).toEqual([]);
  });

  it('looks different each time, in the same place', async () => {
    const { give, ask, store, clock } = await issuedWorld();

    await give(ask);
    const [[id, first] = []] = [...store.items];
    clock.now += 45 * MINUTE;
    await give(ask);

    expect(store.items.size).toBe(1);
    expect(Buffer.from(store.items.get(id ?? '')?.sealed ?? []).subarray(0, 12)).not.toEqual(
      Buffer.from(first?.sealed ?? []).subarray(0, 12),
    );
  });

  it('may vanish when it is given no more', async () => {
    const { give, ask, store } = await issuedWorld();

    await give(ask);

    expect([...store.items.values()].map(({ until }) => until)).toEqual([NOW + 45 * MINUTE]);
  });
});

describe('a lock', () => {
  const ask = (clientId: string, secret: string, ...scopes: string[]): CacheableRequest => ({
    clientId,
    secret,
    scopes,
  });
  const asks = [
    ask('ab', 'c'),
    ask('a', 'bc'),
    ask('abc', ''),
    ask('ab', 'd'),
    ask('ac', 'c'),
    ask('ab', 'c', 'd'),
    ask('ab', 'cd'),
    ask('ab', 'c', 'd', 'e'),
    ask('ab', 'c', 'd e'),
    ask('ab', 'c","d'),
    ask('ab', 'c', ''),
  ];

  it('is the same for the same request, and shares neither place nor key with any other', () => {
    const locks = asks.map(entrySealOf);
    const texts = locks.flatMap(({ id, key }) => [id, Buffer.from(key).toString('base64url')]);

    expect(asks.map(entrySealOf)).toEqual(locks);
    expect(new Set(texts).size).toBe(2 * asks.length);
    expect(locks.map(({ key }) => key.length)).toEqual(asks.map(() => 32));
  });

  it('opens what it sealed, and no other’s, nor any of it that was changed or is missing', () => {
    const [lock, other] = [entrySealOf(ask(CLIENT_ID, 'secret')), entrySealOf(ask(CLIENT_ID, 'other'))];
    const sealed = seal(lock, 'a text, ä', bytesFrom('nonce'));

    expect(unseal(lock, sealed)).toBe('a text, ä');
    expect([unseal(other, sealed), unseal({ ...lock, id: other.id }, sealed)]).toEqual([undefined, undefined]);
    for (const at of sealed.keys()) {
      expect(
        unseal(
          lock,
          sealed.map((byte, place) => (place === at ? byte ^ 1 : byte)),
        ),
      ).toBeUndefined();
      expect(unseal(lock, sealed.subarray(0, at))).toBeUndefined();
    }
  });
});
