/**
 * Warm decisions with the table. Every function is a process of its own, loaded as Lambda loads it, and all take turns:
 * limit, contender, limit, contender. A contender’s ratio is to the mean of the limit right before and right after it.
 */
import { join } from 'node:path';
import { OUT } from '../build';
import { Child, type Lab } from '../lab';
import type { WarmRound } from '../processes/warm-host';
import { type Measure, Samples } from './figures';
import { functionOf, LIMIT } from './functions';

const DECISIONS = 800;

async function start({ node, files, variables }: Lab, contender: string): Promise<Child<WarmRound>> {
  const { bundle, good, wrong } = functionOf(contender);
  const host = join(OUT, 'processes/warm-host.js');
  const events = [files[good], files[wrong ?? good]];
  return Child.start<WarmRound>(node, [host, bundle, ...events, String(DECISIONS)], variables.http);
}

export const measureWarm: Measure = async (lab, contenders, rounds) => {
  const samples = new Samples();
  const limit = await start(lab, LIMIT);
  const children: (readonly [string, Child<WarmRound>])[] = [];
  for (const name of contenders.filter((contender) => contender !== LIMIT))
    children.push([name, await start(lab, name)]);
  for (let round = 0; round < rounds; round += 1) {
    let before = await limit.round();
    for (const [name, child] of children) {
      await lab.tableRequests();
      const { p50, cpu } = await child.round();
      samples.add(name, 'requests', (await lab.tableRequests()) / DECISIONS);
      const after = await limit.round();
      samples.add(name, 'p50', (2 * p50) / (before.p50 + after.p50));
      samples.add(name, 'cpu', (2 * cpu) / (before.cpu + after.cpu));
      before = after;
    }
  }
  for (const child of [limit, ...children.map(([, one]) => one)]) child.stop();
  return samples.figures;
};
