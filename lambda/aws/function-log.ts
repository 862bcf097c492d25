/**
 * Writes log lines through an allow-list: a field that is not listed here is left out. A value is left
 * out too if it has as many word characters in a row as a secret, a hash or a part of a token.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import type { FailureLine, Log, TokenLog } from '../domain/log';
import { DependencyError, InvariantError, KEY_SET_BACK_OFF } from '../domain/outcome';

/** One line of the log. */
export interface Entry {
  readonly level: 'info' | 'error';
  readonly message: 'verdict' | 'operation' | 'token' | 'task' | 'failure' | 'defect';
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
  'forgotten',
  'requestId',
  'at',
  'dependency',
  'error',
  'detail',
  'cause',
  'frame',
] as const;

/** Up to 200 printable characters, at most 40 word characters in a row: secrets and hashes have 43, tokens more. */
const HARMLESS = /^(?=[\x20-\x7e]{1,200}$)(?!.*[\w-]{41})/;

/** A log whose entries go to `sink`. */
export function logTo(sink: Sink): Log & TokenLog {
  return {
    verdict: (line) => sink({ level: 'info', message: 'verdict', fields: allowed({ ...line }) }),
    operation: (line) => sink({ level: 'info', message: 'operation', fields: allowed({ ...line }) }),
    token: (line) => sink({ level: 'info', message: 'token', fields: allowed({ ...line }) }),
    task: (line) => sink({ level: 'info', message: 'task', fields: allowed({ ...line }) }),
    failure: (line) => sink({ level: levelOf(line), message: messageOf(line), fields: allowed(failureFields(line)) }),
  };
}

const messageOf = ({ error }: FailureLine): Entry['message'] =>
  error instanceof DependencyError ? 'failure' : 'defect';

/** Alarms count lines of level `error`. Any caller can cause a back-off of the key set, so its line is `info`. */
const levelOf = ({ error }: FailureLine): Entry['level'] =>
  error instanceof DependencyError && error.dependency === KEY_SET_BACK_OFF ? 'info' : 'error';

/** The log of a deployed function: each line is a JSON object on standard output. */
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

/** The message is logged for errors of this project alone: another error's message may quote a credential. */
function failureFields({ requestId, at, error }: FailureLine): Record<string, unknown> {
  if (!(error instanceof Error)) return { requestId, at, error: typeof error };
  const named = { requestId, at, error: error.name, frame: firstFrame(error) };
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  if (error instanceof DependencyError) return { ...named, dependency: error.dependency, detail: error.message, cause };
  if (error instanceof InvariantError) return { ...named, detail: error.message, cause };
  return { ...named, cause };
}

/** File, line and column of the code that threw, without the folder. */
const firstFrame = (error: Error): string | undefined => /([\w.-]{1,40}:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1];
