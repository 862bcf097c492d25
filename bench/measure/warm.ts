/**
 * Warm decisions with the table. Every function is a process of its own, loaded as Lambda loads it, and all take turns:
 * limit, contender, limit, contender. A contender’s ratio is to the mean of the limit right before and right after it.
 * A flooded function’s limit is the same process without the flood.
 */
import { join } from 'node:path';
import { OUT } from '../build';
import { Child, type Lab, type TableRequests } from '../lab';
import type { WarmRound } from '../processes/warm-round';
import { type Measure, Samples } from './figures';
import { functionOf, LIMIT } from './functions';

async function start({ node, files, variables }: Lab, contender: string): Promise<Child<WarmRound>> {
  const { bundle, good, wrong, isFlooded = false, table } = functionOf(contender);
  const env = { ...variables.http, ...(table !== undefined && { TABLE_NAME: table }) };
  const host = join(OUT, 'processes/warm-host.js');
  const events = [good, ...(wrong === undefined ? [] : [wrong])].map((name) => files[name]);
  return Child.start<WarmRound>(node, [host, bundle, ...events, ...(isFlooded ? [files.junk] : [])], env);
}

/** Throws unless the table got one batch for each good decision, and so nothing for junk. */
export function checkReads(requests: TableRequests, decisions: number): void {
  const { BatchGetItem = 0, ...others } = requests;
  if (BatchGetItem === decisions && Object.keys(others).length === 0) return;
  throw new RangeError(`${decisions} good decisions in a flood of junk cost the table ${JSON.stringify(requests)}`);
}

export const measureWarm: Measure = async (lab, contenders, rounds) => {
  const samples = new Samples();
  const children = new Map<string, Child<WarmRound>>();
  const limitOf = (contender: string): string => functionOf(contender).limit ?? LIMIT;
  for (const name of new Set(contenders.flatMap((contender) => [contender, limitOf(contender)])))
    children.set(name, await start(lab, name));
  const roundOf = async (contender: string, kind?: 'alone'): Promise<WarmRound> => {
    const child = children.get(contender);
    if (child === undefined) throw new RangeError(`${contender} was not started`);
    return child.round(kind);
  };
  for (let round = 0; round < rounds; round += 1)
    for (const name of contenders) {
      const before = await roundOf(limitOf(name), 'alone');
      await lab.tableRequests();
      const { decisions, p50, cpu } = await roundOf(name);
      const requests = await lab.tableRequests();
      if (functionOf(name).isFlooded === true) checkReads(requests, decisions);
      samples.add(name, 'requests', Object.values(requests).reduce((sum, count) => sum + count, 0) / decisions);
      const after = await roundOf(limitOf(name), 'alone');
      samples.add(name, 'p50', (2 * p50) / (before.p50 + after.p50));
      samples.add(name, 'cpu', (2 * cpu) / (before.cpu + after.cpu));
    }
  for (const child of children.values()) child.stop();
  return samples.figures;
};
