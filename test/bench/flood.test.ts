import { junkEvents } from '../../bench/deployment';
import { checkReads } from '../../bench/measure/warm';
import { type Handler, refusesAsMalformed } from '../../bench/processes/lambda-context';
import { ROUND, warmRound } from '../../bench/processes/warm-round';
import { checksumOf, importedKeys, parseKey } from '../../lambda/domain/key-format';
import type { Reader } from '../../lambda/domain/ports/table';
import { verifyKey } from '../../lambda/doors/verify-key';

const junkKeys = (count: number): readonly string[] =>
  junkEvents(count).map(({ headers }) => String(headers?.['Authorization']).slice('Bearer '.length));

describe('the junk of a flood', () => {
  const keys = junkKeys(60);

  it('is keys of this deployment’s form, no two the same, wrong in one character of the checksum alone', () => {
    expect(new Set(keys).size).toBe(60);
    for (const key of keys) {
      const [body, checksum] = [key.slice(0, -6), key.slice(-6)];
      const good = checksumOf(body);

      expect(parseKey(body + good)).toMatchObject({ prefix: 'sp', environment: 'live' });
      expect(checksum.split('').filter((character, at) => character !== good[at])).toHaveLength(1);
    }
  });

  it.each([
    ['without imported keys', []],
    ['with imported keys of another form', ['unkey_[0-9A-Za-z]{14,250}']],
  ])('is malformed and reaches no table read in a deployment %s', async (_, forms) => {
    const read = jest.fn();
    const reader = { read } as unknown as Reader;
    const door = {
      reader,
      imported: importedKeys(forms),
      now: () => 0,
      keyPrefixes: ['sp'],
      environment: 'live',
    } as const;

    for (const key of keys)
      expect(await verifyKey(door, key, { scope: null, sourceIp: '203.0.113.7' })).toEqual({
        accepted: false,
        reason: 'malformed',
      });
    expect(read).not.toHaveBeenCalled();
  });
});

describe('the check that a function refuses junk as malformed', () => {
  const refusing =
    (reason: string): Handler =>
    () => {
      process.stdout.write(`{"message":"verdict","reason":"${reason}"}\n`);
      return Promise.reject(new Error('Unauthorized'));
    };

  it('takes a function that logs so of each', async () => {
    expect(await refusesAsMalformed(refusing('malformed'), junkEvents(3))).toBe(true);
  });

  it('refuses one that looked the key up, that logs nothing, or that accepts', async () => {
    const silent: Handler = () => Promise.reject(new Error('Unauthorized'));
    const accepting: Handler = () => Promise.resolve({ Effect: 'Allow' });

    for (const handler of [refusing('unknown'), silent, accepting])
      expect(await refusesAsMalformed(handler, junkEvents(3))).toBe(false);
  });

  it('fails for a function that fails', async () => {
    const broken: Handler = () => Promise.reject(new Error('The table is away'));

    await expect(refusesAsMalformed(broken, junkEvents(1))).rejects.toThrow('The table is away');
  });
});

/** A function whose decisions take so many milliseconds of a clock that stands still otherwise. */
function functionThat(takes: { good: number; behindJunk: number; junk: number }) {
  let [time, last] = [0, 'good'];
  const seen = { good: 0, junk: 0 };
  const pass = async (kind: 'good' | 'junk', milliseconds: number): Promise<void> => {
    time += milliseconds;
    if (time > 10 * ROUND) throw new RangeError('The round does not end');
    seen[kind] += 1;
    last = kind;
  };
  return {
    now: () => time,
    decide: () => pass('good', last === 'junk' ? takes.behindJunk : takes.good),
    refuse: () => pass('junk', takes.junk),
    seen,
  };
}

describe('a round', () => {
  const TAKES = { good: 0.25, behindJunk: 0.5, junk: 0.125 };

  it.each([
    ['fast', TAKES],
    ['slow', { good: 5, behindJunk: 5, junk: 0.125 }],
  ])('sends 1,000 junk credentials in each second of the measured time between %s decisions', async (_, takes) => {
    const { seen, ...work } = functionThat(takes);

    const { decisions } = await warmRound(work);

    // What became due during the last decision was not sent any more.
    expect(Math.abs(seen.junk - ROUND)).toBeLessThanOrEqual(takes.good + 1);
    expect(decisions).toBe(seen.good);
  });

  it('times the good decisions that come right behind junk, and not the junk', async () => {
    expect(await warmRound(functionThat(TAKES))).toMatchObject({ p50: TAKES.behindJunk });
  });

  it('sends none without a flood, and times every decision', async () => {
    const { seen, now, decide } = functionThat(TAKES);

    expect(await warmRound({ now, decide })).toMatchObject({ p50: TAKES.good, decisions: ROUND / TAKES.good });
    expect(seen.junk).toBe(0);
  });

  it('ends also when junk takes longer than the time between two', async () => {
    const { seen, ...work } = functionThat({ ...TAKES, junk: 3 });

    await warmRound(work);

    expect(seen.good).toBeGreaterThan(1);
  });

  it('fails when a junk credential is not refused', async () => {
    const { seen, ...work } = functionThat(TAKES);
    const refuse = () => Promise.reject(new Error('accepts junk'));

    await expect(warmRound({ ...work, refuse })).rejects.toThrow('accepts junk');
    expect(seen.good).toBeLessThan(ROUND);
  });
});

describe('the reads in a flood', () => {
  it('are one batch for each good decision, and none for junk', () => {
    expect(() => checkReads({ BatchGetItem: 400 }, 400)).not.toThrow();
  });

  it.each([
    ['a batch for one junk credential', { BatchGetItem: 401 }],
    ['a look-up for one', { BatchGetItem: 400, GetItem: 1 }],
    ['single reads for the good', { GetItem: 400 }],
    ['a decision from memory', { BatchGetItem: 399 }],
    ['nothing at all', {}],
  ])('fail the run with %s', (_, requests) => {
    expect(() => checkReads(requests, 400)).toThrow(
      `400 good decisions in a flood of junk cost the table ${JSON.stringify(requests)}`,
    );
  });
});
