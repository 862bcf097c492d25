/** What lies in the cache tells a reader nothing. */
import { ACCOUNT_ID, NOW } from '../support/records';
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
