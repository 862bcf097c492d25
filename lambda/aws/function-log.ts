/**
 * The log behind an allow-list: a field that is not named here is not written, and neither is a value with a
 * run of characters long enough to be a secret, a hash or a token.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import type { FailureLine, Log, TokenLog } from '../domain/log';
import { DependencyError, InvariantError, KEY_SET_BACK_OFF } from '../domain/outcome';

/** One entry as it goes out. */
export interface Entry {
  readonly level: 'info' | 'error';
  readonly message: 'verdict' | 'operation' | 'token' | 'task' | 'fault';
  readonly fields: Readonly<Record<string, string | number>>;
}
export type Sink = (entry: Entry) => void;

const ALLOWED = [
  'reason',
  'credentialId',
  'credentialType',
  'door',
  'route',
  'action',
  'outcome',
  'status',
  'actor',
  'task',
  'settled',
  'pending',
  'removed',
  'requestId',
  'at',
  'dependency',
  'error',
  'detail',
  'cause',
  'frame',
] as const;

/** Printable, short, and no run of over 40 characters: a secret has 43, a hash 43, a token's parts more. */
const HARMLESS = /^(?=[\x20-\x7e]{1,200}$)(?!.*[\w-]{41})/;

/** A log whose entries go to `sink`. */
export function logTo(sink: Sink): Log & TokenLog {
  return {
    verdict: (line) => sink({ level: 'info', message: 'verdict', fields: allowed({ ...line }) }),
    operation: (line) => sink({ level: 'info', message: 'operation', fields: allowed({ ...line }) }),
    token: (line) => sink({ level: 'info', message: 'token', fields: allowed({ ...line }) }),
    task: (line) => sink({ level: 'info', message: 'task', fields: allowed({ ...line }) }),
    failure: (line) => sink({ level: levelOf(line), message: 'fault', fields: allowed(faultFields(line)) }),
  };
}

/** Alarms count error lines. */
const levelOf = ({ error }: FailureLine): Entry['level'] =>
  error instanceof DependencyError && error.dependency === KEY_SET_BACK_OFF ? 'info' : 'error';

/** The log of a deployed function: one JSON line an entry, on standard output. */
export function functionLog(service: string): Log & TokenLog {
  const logger = new Logger({ serviceName: service, logLevel: 'INFO' });
  return logTo(({ level, message, fields }) => logger[level](message, { ...fields }));
}

function allowed(values: Readonly<Record<string, unknown>>): Entry['fields'] {
  const fields: Record<string, string | number> = {};
  for (const name of ALLOWED) {
    const value = values[name];
    if (typeof value === 'number' || (typeof value === 'string' && HARMLESS.test(value))) fields[name] = value;
  }
  return fields;
}

/** Only our own errors' messages are ours to print; of a foreign one its name and place are enough. */
function faultFields({ requestId, at, error }: FailureLine): Record<string, unknown> {
  if (!(error instanceof Error)) return { requestId, at, error: typeof error };
  const named = { requestId, at, error: error.name, frame: firstFrame(error) };
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  if (error instanceof DependencyError) return { ...named, dependency: error.dependency, detail: error.message, cause };
  if (error instanceof InvariantError) return { ...named, detail: error.message, cause };
  return { ...named, cause };
}

/** The line of code that threw, without its folder. */
const firstFrame = (error: Error): string | undefined => /([\w.-]{1,40}:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1];
