/** The function behind the doors `any`, `key` and `token`: reads the table and the key set, writes nothing. */
import { withDeadline } from '../adapters/deadline';
import { authorizerSettings } from '../adapters/environment';
import { functionLog } from '../adapters/log';
import { clock } from '../adapters/system';
import { DynamoReader } from '../adapters/table-reader';
import { type AuthorizerDeps, type AuthorizerEvent, authorize } from '../http/authorize';
import type { AuthorizerAnswer } from '../http/authorizer-answer';
import { decodeRoutes } from '../http/route-table';
import { tokenTrust } from './wiring/token-trust';

/** Milliseconds; well inside what API Gateway waits for an authorizer. */
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
