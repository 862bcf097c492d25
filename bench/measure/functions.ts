/** The functions that are measured warm and cold: the file that Lambda would load, and the events it decides about. */
import { join } from 'node:path';
import { OUT, ROOT } from '../build';
import type { EventName } from '../deployment';

export interface MeasuredFunction {
  readonly bundle: string;
  readonly good: EventName;
  /** Absent for the empty function, which decides nothing. */
  readonly wrong?: EventName;
}

export const LIMIT = 'own signed request';
export const EMPTY = 'empty function';

const handler = (name: string): string => join(OUT, `handlers/${name}.js`);
const authorizer = join(ROOT, 'dist/functions/authorizer/index.js');
/** A request alone knows no secret: the wrong key is one that the table does not have. */
const request = (name: string): MeasuredFunction => ({ bundle: handler(name), good: 'key', wrong: 'unknownKey' });

const FUNCTIONS: Readonly<Record<string, MeasuredFunction>> = {
  [EMPTY]: { bundle: handler('empty'), good: 'key' },
  [LIMIT]: request('own-request'),
  'bare request': request('bare-request'),
  aws4: request('aws4-request'),
  'SDK client': request('sdk-request'),
  'usual stack, key': { bundle: handler('usual-stack'), good: 'key', wrong: 'wrongKey' },
  'usual stack, token': { bundle: handler('usual-stack'), good: 'token', wrong: 'wrongToken' },
  key: { bundle: authorizer, good: 'key', wrong: 'wrongKey' },
  token: { bundle: authorizer, good: 'token', wrong: 'wrongToken' },
};

export function functionOf(contender: string): MeasuredFunction {
  const found = FUNCTIONS[contender];
  if (found === undefined) throw new RangeError(`There is no function ${contender}`);
  return found;
}
