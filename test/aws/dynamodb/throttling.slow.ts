/**
 * What random throttling costs the authorizer: 5,000 decisions each, with a table that throttles 30 of 100, on timers
 * that the test moves and with seeded chance. The figures of docs/limits.md come from here.
 */
import type { Attributes } from '../../../lambda/aws/dynamodb/codecs/attribute-codecs';
import { RECORD_CODECS } from '../../../lambda/aws/dynamodb/codecs/record-codecs';
import { type ItemKey, keyText } from '../../../lambda/aws/dynamodb/item-keys';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';
import { type GetBatch, TableReader } from '../../../lambda/aws/dynamodb/table-reader';
import { authorize } from '../../../lambda/doors/authorizer/authorize';
import { goodRecords, memoryDoors, POOL_KEY, requestOf } from '../../support/doors';
import { ManualTimers } from '../../support/manual-timers';
import { presentedKey } from '../../support/records';
import { budgetOf } from '../../support/time-budgets';
import { accessToken, claimsAt } from '../../support/tokens';

const DECISIONS = 5_000;
const SHARE = 0.3;
/** Milliseconds of the authorizer, and of one answer of the table. */
const BUDGET = 2_300;
const LATENCY = 5;

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const items = new Map(
  goodRecords()
    .map(toItem)
    .map((item) => [keyText(item), item] as const),
);
const itemOf = (key: ItemKey): readonly Attributes[] => [items.get(keyText(key)) ?? []].flat();
const throttled = () =>
  Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });

/** Throttles whole calls, or single records of a call, which DynamoDB then leaves unprocessed. */
function tableOf(timers: ManualTimers, chance: () => number, single: boolean): GetBatch {
  return async (keys) => {
    const asked = [...keys.values()];
    timers.advance(LATENCY);
    const left = single ? asked.filter(() => chance() < SHARE) : [];
    if (single ? left.length === asked.length : chance() < SHARE) throw throttled();
    return { found: asked.filter((key) => !left.includes(key)).flatMap(itemOf), left };
  };
}

/** The milliseconds of each decision, sorted; Infinity for one that was not made. */
async function decisions(event: ReturnType<typeof requestOf>, single: boolean): Promise<readonly number[]> {
  const timers = new ManualTimers();
  const chance = seeded(20_261_126);
  timers.chance = chance;
  const { deps } = memoryDoors();
  const getBatch = tableOf(timers, chance, single);
  const times: number[] = [];
  for (let count = 0; count < DECISIONS; count += 1) {
    const start = timers.now;
    const budget = budgetOf(BUDGET, timers);
    const doors = { ...deps.doors, owners: new Map(), reader: new TableReader(RECORD_CODECS, { budget }, getBatch) };
    const made = await authorize({ ...deps, doors }, event).then(
      () => true,
      () => false,
    );
    budget.cancel();
    times.push(made ? timers.now - start : Infinity);
  }
  return times.sort((one, other) => one - other);
}

const key = requestOf('GET /orders', { 'x-api-key': presentedKey() });
/** The first token of its client in each process, which takes two reads. */
const token = requestOf('GET /orders', { authorization: `Bearer ${accessToken(POOL_KEY, claimsAt())}` });

test.each([
  ['key, whole calls', key, false],
  ['key, single records', key, true],
  ['token, whole calls', token, false],
  ['token, single records', token, true],
])('at most 1 of 1,000 decisions is a 503 at 30 %% random throttling (%s)', async (name, event, single) => {
  const times = await decisions(event, single);
  const at = (share: number) => Math.round(times[Math.ceil(share * DECISIONS) - 1] ?? 0);
  const lost = times.filter((time) => time === Infinity).length;
  process.stdout.write(
    `${name}: median ${at(0.5)} ms, 90 % ${at(0.9)}, 99 % ${at(0.99)}, 99.9 % ${at(0.999)}, lost ${lost}\n`,
  );

  expect(lost / DECISIONS).toBeLessThanOrEqual(0.001);
  expect(times.filter((time) => time > BUDGET && time < Infinity)).toEqual([]);
});
