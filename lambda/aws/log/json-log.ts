/**
 * The logs of the authorizer and the token function: the lines of Powertools' logger without the logger, whose code is as
 * large as a third of the authorizer's.
 */
import type { Instant } from '../../domain/model';
import type { Variables } from '../environment';
import { clock, perSecond } from '../runtime';
import { type Entry, type FunctionLog, type LogOptions, logTo, type Sink } from './function-log';

export interface JsonLogOptions extends Pick<LogOptions, 'isOwnName'> {
  readonly service: string;
  /** Lambda sets `_X_AMZN_TRACE_ID` anew for each invocation, so this is `process.env` itself. */
  readonly variables: Variables;
}

/** Source: AWS X-Ray Developer Guide, Tracing header. A caller can send another text. */
const TRACE_ID = /(?:^|;)Root=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/;
/** The lines that a function's log level leaves out. Source: AWS Lambda Developer Guide, Log-level filtering. */
const LEFT_OUT: Readonly<Record<string, readonly Entry['level'][]>> = {
  WARN: ['info'],
  ERROR: ['info'],
  FATAL: ['info', 'error'],
};

/** `2026-11-28T10:00:51.` */
const secondOf = perSecond((date) => date.toISOString().slice(0, -4));
const timestampOf = (at: Instant): string => `${secondOf(at)}${String(at % 1000).padStart(3, '0')}Z`;

/** One log for each invocation: each line is a JSON object on standard output, or on standard error for an error. */
export function jsonLog({ service, variables, ...options }: JsonLogOptions) {
  const leftOut = LEFT_OUT[variables.AWS_LAMBDA_LOG_LEVEL ?? ''] ?? [];
  const sink: Sink = ({ level, message, fields }) => {
    if (leftOut.includes(level)) return;
    const line = {
      level: level.toUpperCase(),
      message,
      timestamp: timestampOf(clock()),
      service,
      sampling_rate: 0,
      xray_trace_id: TRACE_ID.exec(variables._X_AMZN_TRACE_ID ?? '')?.[1],
      ...fields,
    };
    (level === 'error' ? process.stderr : process.stdout).write(`${JSON.stringify(line)}\n`);
  };
  return (awsRequestId: string): FunctionLog => logTo(sink, { ...options, awsRequestId });
}
