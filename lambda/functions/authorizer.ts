/** The authorizer of the doors `any`, `key` and `token`. It reads the table and Cognito's keys, and writes nothing. */
import { withDeadline } from '../aws/timers';
import { authorizerSettings } from '../aws/environment';
import { functionLog } from '../aws/function-log';
import { clock } from '../aws/runtime';
import { DynamoReader } from '../aws/dynamodb/table-reader';
import { type AuthorizerDeps, type AuthorizerEvent, authorize } from '../doors/authorizer/authorize';
import type { AuthorizerAnswer } from '../doors/authorizer/authorizer-answer';
import { decodeRoutes } from '../doors/authorizer/route-table';
import { tokenTrust } from './wiring/token-trust';

/** Milliseconds; less than API Gateway waits for an authorizer. */
const DEADLINE = 2_500;

const { tableName, routes, ...settings } = authorizerSettings(process.env);
const log = functionLog('authorizer');

const deps: AuthorizerDeps = {
  doors: { ...settings, ...tokenTrust(settings, log), reader: new DynamoReader(tableName), now: clock },
  routes: decodeRoutes(routes),
  log,
  inTime: (work) => withDeadline(DEADLINE, work),
};

export const handler = (event: AuthorizerEvent): Promise<AuthorizerAnswer> => authorize(deps, event);
