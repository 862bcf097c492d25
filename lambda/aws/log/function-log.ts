/**
 * What a function logs goes through an allow-list: a field that is not listed here is left out. A value is left out too
 * if it has as many word characters in a row as a secret, a hash or a part of a token, unless it is a name of the
 * deployment's own. `powertools-log.ts` and `json-log.ts` write the lines.
 */
import type { FailureLine, Log, TokenLog, UsageLog } from '../../domain/ports/log';
import { DependencyError, InvariantError, KEY_SET_BACK_OFF } from '../../domain/outcome';
import { redacted } from './redaction';

/** One line of the log. */
export interface Entry {
  readonly level: 'info' | 'error';
  readonly message: 'verdict' | 'operation' | 'token' | 'task' | 'usage' | 'failure' | 'defect';
  readonly fields: Readonly<Record<string, string | number>>;
}
export type Sink = (entry: Entry) => void;
export type FunctionLog = Log & TokenLog & UsageLog;

/** What a log knows of the function and of the invocation that writes to it. */
export interface LogOptions {
  /** Lambda's id of the invocation. It stands in failures and defects, and in the lines of the platform itself. */
  readonly awsRequestId?: string;
  /** Whether a value is a name that the deployment itself gave, such as a route. Such a name may be long. */
  readonly isOwnName?: (value: string) => boolean;
}

const ALLOWED: ReadonlySet<string> = new Set([
  'reason',
  'credentialId',
  'credentialType',
  'scope',
  'door',
  'route',
  'action',
  'outcome',
  'status',
  'actor',
  'task',
  'settled',
  'pending',
  'nativeKeysOverLimit',
  'marked',
  'removed',
  'forgotten',
  'counted',
  'repeated',
  'anonymous',
  'unreadable',
  'failed',
  'told',
  'ended',
  'requestId',
  'at',
  'dependency',
  'error',
  'detail',
  'cause',
  'frames',
  'awsRequestId',
]);

/** Up to 200 printable characters, at most 40 word characters in a row: secrets and hashes have 43, tokens more. */
const isHarmless = (value: string): boolean => PRINTABLE.test(value) && !(value.length > 40 && LONG_RUN.test(value));
const PRINTABLE = /^[\x20-\x7e]{1,200}$/;
const LONG_RUN = /[\w-]{41}/;
const LONGEST_NAME = 200;

/** A log whose entries go to `sink`. */
export function logTo(sink: Sink, { awsRequestId, isOwnName = () => false }: LogOptions = {}): FunctionLog {
  const line = (level: Entry['level'], message: Entry['message'], values: object): void => {
    const given: Readonly<Record<string, unknown>> = { ...values };
    const fields: Record<string, string | number> = {};
    for (const name of Object.keys(given)) {
      if (!ALLOWED.has(name)) continue;
      const value = given[name];
      if (typeof value === 'number' || (typeof value === 'string' && isHarmless(value))) fields[name] = value;
      else if (typeof value === 'string' && isOwnName(value)) fields[name] = value.slice(0, LONGEST_NAME);
    }
    sink({ level, message, fields });
  };
  return {
    verdict: (values) => line('info', 'verdict', values),
    operation: (values) => line('info', 'operation', values),
    token: (values) => line('info', 'token', values),
    task: (values) => line('info', 'task', values),
    usage: (values) => line('info', 'usage', values),
    failure: (values) => line(levelOf(values), messageOf(values), { ...failureFields(values), awsRequestId }),
  };
}

const messageOf = ({ error }: FailureLine): Entry['message'] =>
  error instanceof DependencyError ? 'failure' : 'defect';

/** Alarms count lines of level `error`. Any caller can cause a back-off of the key set, so its line is `info`. */
const levelOf = ({ error }: FailureLine): Entry['level'] =>
  error instanceof DependencyError && error.dependency === KEY_SET_BACK_OFF ? 'info' : 'error';

function failureFields({ requestId, at, error }: FailureLine): Record<string, unknown> {
  if (!(error instanceof Error)) return { requestId, at, error: typeof error };
  const named = { requestId, at, error: error.name, detail: messageIn(error), frames: framesIn(error) };
  const cause =
    error.cause instanceof Error ? `${error.cause.name}: ${messageIn(error.cause)}`.slice(0, 200) : undefined;
  return error instanceof DependencyError ? { ...named, dependency: error.dependency, cause } : { ...named, cause };
}

/** The messages of this project's errors hold nothing of a request. Another error's message may quote a credential. */
const messageIn = (error: Error): string =>
  error instanceof DependencyError || error instanceof InvariantError ? error.message : redacted(error.message);

const MOST_FRAMES = 4;

/** File, line and column of the innermost calls in files of our own, without the folders: `index.js:12:34 index.js:5:6`. */
function framesIn({ stack = '' }: Error): string | undefined {
  const frames = [...stack.matchAll(/^ +at .*?\b([\w.-]{1,32}\.[cm]?[jt]s:\d+:\d+)\)?$/gm)];
  return frames.length === 0
    ? undefined
    : frames
        .slice(0, MOST_FRAMES)
        .map(([, frame]) => frame)
        .join(' ');
}
