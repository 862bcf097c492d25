/**
 * Cold starts over TLS: whole fresh processes, in turns. `start` is the time to load and to answer the first event,
 * above that of the empty function, in multiples of the limit’s; `wall` is the process from start to end, in multiples
 * of the empty function’s.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { OUT } from '../build';
import type { Lab } from '../lab';
import { type Measure, Samples } from './figures';
import { EMPTY, functionOf, LIMIT } from './functions';

interface ColdStart {
  /** Milliseconds of load and first event. */
  readonly start: number;
  /** Milliseconds from the start of the process to its end. */
  readonly wall: number;
}

function coldStart({ node, files, variables }: Lab, contender: string, isCheck: boolean): Promise<ColdStart> {
  const { bundle, good, wrong } = functionOf(contender);
  const checked = isCheck && wrong !== undefined ? [files[wrong]] : [];
  const argv = [join(OUT, 'processes/cold-host.mjs'), bundle, files[good], ...checked];
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(node, argv, { env: variables.https, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let text = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    let wall = NaN;
    child.on('exit', () => {
      wall = Number(process.hrtime.bigint() - began) / 1e6;
    });
    child.on('close', (code) => {
      if (code === 0 && text !== '') resolve({ start: Number(text), wall });
      else reject(new Error(`${contender} did not start: ${argv.join(' ')}`));
    });
  });
}

export const measureCold: Measure = async (lab, contenders, rounds) => {
  const names = [...new Set([EMPTY, LIMIT, ...contenders])];
  const samples = new Samples();
  for (const name of names) await coldStart(lab, name, true);
  for (let round = 0; round < rounds; round += 1) {
    const times = new Map<string, ColdStart>();
    for (const name of names) times.set(name, await coldStart(lab, name, false));
    const [empty, limit] = [times.get(EMPTY), times.get(LIMIT)];
    if (empty === undefined || limit === undefined) throw new RangeError('The limit was not measured');
    for (const [name, { start, wall }] of times) {
      samples.add(name, 'start', (start - empty.start) / (limit.start - empty.start));
      samples.add(name, 'wall', wall / empty.wall);
    }
  }
  return samples.figures;
};
