/** One round of decisions in a warm function, with a flood of junk between them or without. */
import { median } from '../statistics';

/** Milliseconds that a round takes. */
export const ROUND = 250;
/** Junk credentials in a millisecond of the round: 1,000 a second. */
const JUNK = 1;

export interface WarmRound {
  readonly decisions: number;
  /** Milliseconds of wall time, the median of the round’s decisions; in a flood of those right behind junk. */
  readonly p50: number;
  /** Milliseconds of CPU time of the whole process, for each decision. */
  readonly cpu: number;
}

export interface Work {
  /** One decision about the good credential. */
  readonly decide: () => Promise<unknown>;
  /** One about a junk credential. @default - no junk comes */
  readonly refuse?: (() => Promise<unknown>) | undefined;
  /** Milliseconds. */
  readonly now?: () => number;
}

const sinceStart = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * Before each good decision comes the junk that was due when the last one ended, so the round also ends where junk takes
 * longer than it may. Lambda gives an instance one request at a time: no two decisions overlap. Decisions behind another
 * good one are not timed in a flood: on loopback they are the most, and would hide what junk does to the next caller.
 */
export async function warmRound({ decide, refuse, now = sinceStart }: Work): Promise<WarmRound> {
  const times: number[] = [];
  const before = process.cpuUsage();
  const began = now();
  let [decisions, junk] = [0, 0];
  for (let passed = 0; passed < ROUND; passed = now() - began) {
    const sent = junk;
    for (; refuse !== undefined && junk < passed * JUNK; junk += 1) await refuse();
    const started = now();
    await decide();
    if (refuse === undefined || junk > sent) times.push(now() - started);
    decisions += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return { decisions, p50: median(times), cpu: (user + system) / 1000 / decisions };
}
