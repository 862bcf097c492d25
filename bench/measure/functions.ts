/** The functions that are measured warm and cold: the file that Lambda would load, and the events it decides about. */
import { join } from 'node:path';
import { OUT, ROOT } from '../build';
import { CHANGING_TABLE, type EventName } from '../deployment';

export interface MeasuredFunction {
  readonly bundle: string;
  readonly good: EventName;
  /** Absent for a function that decides nothing. */
  readonly wrong?: EventName;
  /** What counts as 1. @default `LIMIT` */
  readonly limit?: string;
  /** Whether junk comes between the good events, but not while the function is measured as a limit. @default false */
  readonly isFlooded?: boolean;
  /** @default `TABLE` */
  readonly table?: string;
}

export const LIMIT = 'own signed request';
export const EMPTY = 'empty function';
const FLOODED = 'key, flooded';

const handler = (name: string): string => join(OUT, `handlers/${name}.js`);
const product = (name: string): string => join(ROOT, `dist/functions/${name}/index.js`);
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
  key: { bundle: product('authorizer'), good: 'key', wrong: 'wrongKey' },
  [FLOODED]: { bundle: product('authorizer'), good: 'key', wrong: 'wrongKey', limit: FLOODED, isFlooded: true },
  'key, changed': { bundle: product('authorizer'), good: 'key', wrong: 'wrongKey', table: CHANGING_TABLE },
  token: { bundle: product('authorizer'), good: 'token', wrong: 'wrongToken' },
  'two SDK requests': { bundle: handler('sdk-issue'), good: 'issue' },
  'own signed query': { bundle: handler('own-list'), good: 'list' },
  issue: { bundle: product('keys'), good: 'issue', wrong: 'wrongIssue', limit: 'two SDK requests' },
  list: { bundle: product('keys'), good: 'list', wrong: 'wrongList', limit: 'own signed query' },
};

export function functionOf(contender: string): MeasuredFunction {
  const found = FUNCTIONS[contender];
  if (found === undefined) throw new RangeError(`There is no function ${contender}`);
  return found;
}
