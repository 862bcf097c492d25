import { KeySet } from '../../../lambda/aws/cognito/key-set';
import { DependencyError, KEY_SET_BACK_OFF } from '../../../lambda/domain/outcome';
import { Issuer, type KeySetReply, replyKeys, replyNothing, replyRefused, replyText } from '../../support/issuer';
import { ManualTimers } from '../../support/manual-timers';
import { NOW } from '../../support/records';
import { endlessBudget } from '../../support/time-budgets';
import { KEY_SET_URL, signingKey } from '../../support/tokens';

const first = signingKey('first');
const second = signingKey('second');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Milliseconds that Cognito has for an answer. */
const TIMEOUT = 1_000;

function keySetOf(issuer: Issuer) {
  const time = { now: NOW };
  const timers = new ManualTimers();
  const failures: DependencyError[] = [];
  const kept = new KeySet({ url: KEY_SET_URL, now: () => time.now, fetch: issuer.fetch });
  const use = { budget: endlessBudget(timers), onFailure: (error: DependencyError) => void failures.push(error) };
  const keySet = { find: (kid: string, budget = use.budget) => kept.find(kid, { ...use, budget }) };
  return { keySet, time, timers, failures };
}

/** A key set that was fetched once, at `NOW`. */
async function warmKeySet() {
  const issuer = new Issuer(first);
  const given = keySetOf(issuer);
  await given.keySet.find('first');
  return { issuer, ...given };
}

const outage = expect.objectContaining({ name: 'DependencyError', dependency: 'key-set' });
const notAsked = expect.objectContaining({ name: 'DependencyError', dependency: KEY_SET_BACK_OFF });

describe('the key set', () => {
  test('is not fetched before the first token, and then once for five minutes', async () => {
    const issuer = new Issuer(first);
    const { keySet, time } = keySetOf(issuer);
    expect(issuer.asked).toBe(0);

    for (const now of [NOW, NOW + 1, NOW + 5 * MINUTE - 1]) {
      time.now = now;
      expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
    }

    expect(issuer.asked).toBe(1);
  });

  test('older than five minutes is refreshed first, so that a withdrawn key is refused', async () => {
    const { issuer, keySet, time } = await warmKeySet();
    issuer.reply = replyKeys(second);
    time.now = NOW + 5 * MINUTE;

    expect(await keySet.find('first')).toBeUndefined();
    expect(await keySet.find('second')).toMatchObject({ kid: 'second' });
    expect(issuer.asked).toBe(2);
  });

  test('keeps a key as the same object over a refresh, but not another key with the same id', async () => {
    const { issuer, keySet, time } = await warmKeySet();
    const before = await keySet.find('first');
    issuer.reply = replyKeys(second, first);
    time.now += 5 * MINUTE;

    const same = await keySet.find('first');
    issuer.reply = replyKeys(signingKey('first'));
    time.now += 5 * MINUTE;
    const changed = await keySet.find('first');

    expect(same).toBe(before);
    expect(changed?.n).not.toBe(before?.n);
  });

  test('is fetched once for calls at the same time', async () => {
    const issuer = new Issuer(first);
    const { keySet } = keySetOf(issuer);

    const found = await Promise.all(Array.from({ length: 50 }, () => keySet.find('first')));

    expect(found.every((key) => key?.kid === 'first')).toBe(true);
    expect(issuer.asked).toBe(1);
  });

  test('is fetched again for an unknown key, so that a new key works at once', async () => {
    const { issuer, keySet } = await warmKeySet();
    issuer.reply = replyKeys(first, second);

    expect(await keySet.find('second')).toMatchObject({ kid: 'second' });
    expect(issuer.asked).toBe(2);
  });

  test('is not fetched again for ten seconds after an unknown key; an unknown key is then a failure, never absent', async () => {
    const { issuer, keySet, time } = await warmKeySet();

    expect(await keySet.find('unknown')).toBeUndefined();
    for (let at = 0; at < 1000; at += 1) {
      time.now = NOW + at * 9;
      await expect(keySet.find(`unknown-${at}`)).rejects.toEqual(notAsked);
      expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
    }
    expect(issuer.asked).toBe(2);

    time.now = NOW + 10_000;
    expect(await keySet.find('unknown')).toBeUndefined();
    expect(issuer.asked).toBe(3);
  });

  test.each<[string, (timers: ManualTimers) => KeySetReply]>([
    ['refuses', () => replyRefused],
    ['hangs', (timers) => replyNothing(timers)],
    ['answers 500', () => () => replyText('', 500)],
    ['answers nonsense', () => () => replyText('<html>')],
  ])(
    'of an issuer that %s keeps its keys for a day, is fetched twice, and then not for ten seconds',
    async (_, replyOn) => {
      const { issuer, keySet, time, timers, failures } = await warmKeySet();
      issuer.reply = replyOn(timers);

      for (const now of [NOW + 5 * MINUTE, NOW + 5 * MINUTE + 9_999]) {
        time.now = now;
        expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
      }
      expect(issuer.asked).toBe(3);
      expect(failures).toEqual([outage]);

      time.now = NOW + 24 * HOUR - 1;
      expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
      time.now = NOW + 24 * HOUR;
      await expect(keySet.find('first')).rejects.toEqual(outage);
      expect(failures).toHaveLength(2);
      expect(timers.pending).toBe(0);
    },
  );

  test('distinguishes an unknown key while the issuer answers from a failure of the issuer', async () => {
    const { issuer, keySet, time } = await warmKeySet();
    const dependencyOf = async (kid: string) => {
      const error: unknown = await keySet.find(kid).catch((thrown: unknown) => thrown);
      return error instanceof DependencyError ? error.dependency : error;
    };

    const asked = [await dependencyOf('strange'), await dependencyOf('strange')];
    time.now += 20_000;
    issuer.reply = replyRefused;
    const failed = [await dependencyOf('strange'), await dependencyOf('strange')];

    expect({ asked, failed }).toEqual({ asked: [undefined, KEY_SET_BACK_OFF], failed: ['key-set', 'key-set'] });
  });

  test('is fetched with one second for the first attempt, and 1.4 seconds for both, so that the table has time too', async () => {
    const issuer = new Issuer(first);
    const { keySet, timers } = keySetOf(issuer);
    const times: number[] = [];
    issuer.reply = (signal) => {
      times.push(timers.now);
      return replyNothing(timers)(signal);
    };

    await expect(keySet.find('first')).rejects.toEqual(outage);

    expect([...times, timers.now]).toEqual([0, TIMEOUT, TIMEOUT + 400]);
  });

  test('is fetched a second time when the first answer was lost', async () => {
    const issuer = new Issuer(first);
    const { keySet, failures } = keySetOf(issuer);
    const replies = [replyRefused, replyKeys(first)];
    issuer.reply = (signal) => (replies.shift() ?? replyRefused)(signal);

    expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
    expect(failures).toEqual([]);
  });

  test('never reports an unknown key as absent while the issuer fails', async () => {
    const { issuer, keySet, time } = await warmKeySet();
    issuer.reply = replyRefused;

    await expect(keySet.find('second')).rejects.toEqual(outage);
    time.now = NOW + 9_999;
    issuer.reply = replyKeys(first, second);
    await expect(keySet.find('second')).rejects.toEqual(outage);
    time.now = NOW + 10_000;
    expect(await keySet.find('second')).toMatchObject({ kid: 'second' });
  });

  test('that was never fetched is fetched by each token, so that the first one after a recovery works', async () => {
    const issuer = new Issuer(first);
    const { keySet } = keySetOf(issuer);
    issuer.reply = replyRefused;

    await expect(keySet.find('first')).rejects.toEqual(outage);
    issuer.reply = replyKeys(first);

    expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
  });

  test('is fetched again after the clock was set back', async () => {
    const { issuer, keySet, time } = await warmKeySet();
    time.now = NOW - HOUR;

    expect(await keySet.find('first')).toMatchObject({ kid: 'first' });
    expect(issuer.asked).toBe(2);
  });

  test('names no key id and no token in its errors', async () => {
    const { issuer, keySet } = await warmKeySet();
    issuer.reply = replyRefused;

    const error: unknown = await keySet.find('canary').catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(DependencyError);
    expect(JSON.stringify([error, String(error)])).not.toContain('canary');
  });
});
