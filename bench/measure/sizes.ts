/** The sizes of the files that Lambda would load, in KB of 1,024 bytes. They are the same in every round. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Measure, Samples } from './figures';
import { functionOf } from './functions';

const KB = 1024;

export const measureSizes: Measure = (_lab, contenders) => {
  const samples = new Samples();
  for (const name of contenders) {
    const bytes = readFileSync(functionOf(name).bundle);
    samples.add(name, 'minified', bytes.length / KB);
    samples.add(name, 'gzip', gzipSync(bytes, { level: 9 }).length / KB);
  }
  return Promise.resolve(samples.figures);
};
