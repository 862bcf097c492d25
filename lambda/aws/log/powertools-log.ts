/** The logs of the functions of the management API: Powertools' logger writes the lines, and `json-log.ts` the same. */
import { Logger } from '@aws-lambda-powertools/logger';
import { type FunctionLog, logTo } from './function-log';

/** One log for each invocation: each line is a JSON object on standard output, or on standard error for an error. */
export function powertoolsLog(service: string) {
  const logger = new Logger({ serviceName: service, logLevel: 'INFO' });
  return (awsRequestId: string): FunctionLog =>
    logTo(({ level, message, fields }) => logger[level](message, { ...fields }), { awsRequestId });
}
