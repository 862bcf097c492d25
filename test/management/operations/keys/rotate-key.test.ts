import { sha256, storedSecret } from '../../../../lambda/domain/hash';
import { issueKey, type KeyWithSecret, rotateKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, interrupted, refusalOf, retriable, through, told, world } from '../../../support/world';

const HOUR = 3_600_000;
const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };
const shown = (result: KeyWithSecret): string => (result.secretShown ? result.presentedKey : '');
const previous = { ...storedSecret('older', NOW - DAY), graceUntil: NOW + HOUR };

describe('rotating a key', () => {
  it('gives a new secret and leaves the old one a day', async () => {
    const { deps, table } = world(account(), apiKey());

    const result = accepted(await rotateKey(deps, call(), target));

    const currentSecret = { scheme: 'sha256', hash: sha256(shown(result)), prefix: 'sp', createdAt: NOW };
    const previousSecret = { ...apiKey().currentSecret, graceUntil: NOW + DAY };
    expect(result.key).toEqual(apiKey({ currentSecret, previousSecret, version: 2 } as object));
    expect(table.all('key')).toEqual([result.key]);
  });

  it.each([
    [1, NOW + 1_000],
    [604_800, NOW + 7 * DAY],
  ])('leaves the old one %d seconds when asked', async (graceSeconds, graceUntil) => {
    const { deps } = world(account(), apiKey());

    const result = accepted(await rotateKey(deps, call(), { ...target, graceSeconds }));

    expect(result.key.previousSecret?.graceUntil).toBe(graceUntil);
  });

  it('leaves no old secret when the grace is 0', async () => {
    const { deps, table } = world(account(), apiKey());

    accepted(await rotateKey(deps, call(), { ...target, graceSeconds: 0 }));

    expect(table.all('key')[0]).not.toHaveProperty('previousSecret');
  });

  it('tells of it without secret or hash', async () => {
    const { deps, table } = world(account(), apiKey());

    const result = accepted(await rotateKey(deps, call(), target));

    expect(told(table)).toEqual([
      {
        action: 'key.rotated',
        target: `key:${KEY_ID}`,
        actor: 'operator:op',
        before: { secrets: [{ createdAt: '2026-11-14T12:00:00.000Z' }] },
        after: {
          secrets: [
            { createdAt: '2026-11-23T12:00:00.000Z' },
            { createdAt: '2026-11-14T12:00:00.000Z', graceUntil: '2026-11-24T12:00:00.000Z' },
          ],
        },
      },
    ]);
    expect(JSON.stringify(table.all('event'))).not.toContain(sha256(shown(result)));
  });

  it.each([0, 60])('refuses a second one while a grace runs, whatever grace it asks for: %d', async (graceSeconds) => {
    const { deps, table } = world(account(), apiKey({ previousSecret: previous }));

    const outcome = await rotateKey(deps, call(), { ...target, graceSeconds });

    expect(refusalOf(outcome).code).toBe('rotation-in-progress');
    expect(table.all('key')).toEqual([apiKey({ previousSecret: previous })]);
  });

  it('takes a second one from the instant at which the grace ends', async () => {
    const { deps, clock } = world(account(), apiKey({ previousSecret: previous }));

    clock.now = NOW + HOUR - 1;
    const sooner = await rotateKey(deps, call(), target);
    clock.now = NOW + HOUR;
    const then = await rotateKey(deps, call(), target);

    expect([refusalOf(sooner).code, then.ok]).toEqual(['rotation-in-progress', true]);
  });

  it('replaces the newest secret when asked and leaves the older one its grace', async () => {
    const { deps } = world(account(), apiKey({ previousSecret: previous }));

    const result = accepted(await rotateKey(deps, call(), { ...target, replace: 'newest', graceSeconds: 0 }));

    expect(result.key.currentSecret.hash).toBe(sha256(shown(result)));
    expect(result.key.previousSecret).toEqual(previous);
  });

  it('is an ordinary rotation when no grace runs, even if the newest is to be replaced', async () => {
    const { deps } = world(account(), apiKey());

    const result = accepted(await rotateKey(deps, call(), { ...target, replace: 'newest' }));

    expect(result.key.previousSecret).toEqual({ ...apiKey().currentSecret, graceUntil: NOW + DAY });
  });

  it.each([{}, { graceSeconds: 0 }, { replace: 'newest' as const }])(
    'gives way to one that comes first at this very moment, so that its secret lives: %j',
    async (asked) => {
      const here = world(account(), apiKey());
      let first = '';
      const other = async () => {
        first = shown(accepted(await rotateKey(here.deps, call(), { ...target, ...asked })));
      };

      const outcome = await rotateKey(through(here, interrupted(here.table, other)), call(), { ...target, ...asked });

      expect(refusalOf(outcome).code).toBe('rotation-in-progress');
      expect(here.table.all('key')[0]?.currentSecret.hash).toBe(sha256(first));
    },
  );

  it('rotates a suspended key, which stays suspended', async () => {
    const { deps } = world(account(), apiKey({ suspendedAt: NOW - 1 }));

    const result = accepted(await rotateKey(deps, call(), target));

    expect(result.key.suspendedAt).toBe(NOW - 1);
  });

  it('extends no life: createdAt and expiresAt stay', async () => {
    const { deps } = world(account(), apiKey({ expiresAt: NOW + 1 }));

    const { key } = accepted(await rotateKey(deps, call(), target));

    expect(key).toMatchObject({ createdAt: apiKey().createdAt, expiresAt: NOW + 1 });
  });

  it('refuses a suspended account', async () => {
    const { deps } = world(account({ suspendedAt: NOW }), apiKey());

    const outcome = await rotateKey(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('account-suspended');
  });

  it('answers a retry with the key and without its secret, and rotates once', async () => {
    const { deps, table } = world(account(), apiKey());
    accepted(await rotateKey(deps, retriable(), target));

    const again = accepted(await rotateKey(deps, retriable(), target));

    expect(again).toMatchObject({ secretShown: false, key: { version: 2 } });
    expect(again).not.toHaveProperty('presentedKey');
    expect(table.all('event')).toHaveLength(1);
  });

  it('refuses the Idempotency-Key of another request', async () => {
    const { deps } = world(account(), apiKey());
    accepted(await issueKey(deps, retriable('issue'), { accountId: ACCOUNT_ID, label: 'A', scopes: [] }));

    const outcome = await rotateKey(deps, retriable('rotate'), target);

    expect(refusalOf(outcome).code).toBe('idempotency-mismatch');
  });
});
