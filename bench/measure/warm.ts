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

async function start({ node, files, variables }: Lab, contender: string): Promise<Child<WarmRound>> {
  const { bundle, good, wrong } = functionOf(contender);
  const host = join(OUT, 'processes/warm-host.js');
  const events = [good, ...(wrong === undefined ? [] : [wrong])].map((name) => files[name]);
  return Child.start<WarmRound>(node, [host, bundle, ...events], variables.http);
}

export const measureWarm: Measure = async (lab, contenders, rounds) => {
  const samples = new Samples();
  const children = new Map<string, Child<WarmRound>>();
  const limitOf = (contender: string): string => functionOf(contender).limit ?? LIMIT;
  for (const name of new Set(contenders.flatMap((contender) => [contender, limitOf(contender)])))
    children.set(name, await start(lab, name));
  const roundOf = async (contender: string): Promise<WarmRound> => {
    const child = children.get(contender);
    if (child === undefined) throw new RangeError(`${contender} was not started`);
    return child.round();
  };
  for (let round = 0; round < rounds; round += 1)
    for (const name of contenders) {
      const before = await roundOf(limitOf(name));
      await lab.tableRequests();
      const { decisions, p50, cpu } = await roundOf(name);
      samples.add(name, 'requests', (await lab.tableRequests()) / decisions);
      const after = await roundOf(limitOf(name));
      samples.add(name, 'p50', (2 * p50) / (before.p50 + after.p50));
      samples.add(name, 'cpu', (2 * cpu) / (before.cpu + after.cpu));
    }
  for (const child of children.values()) child.stop();
  return samples.figures;
};
