/** The authorizer of the doors `any`, `key` and `token`. It reads the table and Cognito's keys, and writes nothing. */
import { authorizerSettings } from '../aws/settings/door-settings';
import { jsonLog } from '../aws/log/json-log';
import { clock } from '../aws/runtime';
import { DOOR_CODECS } from '../aws/dynamodb/codecs/door-codecs';
import { signedReads } from '../aws/dynamodb/signed-reader';
import { type AuthorizerEvent, authorize } from '../doors/authorizer/authorize';
import { decodeRoutes, isRouteIn, isRuleIn } from '../doors/authorizer/route-table';
import { perInvocation } from './wiring/invocation';
import { tokenTrust } from './wiring/token-trust';

/** Milliseconds; less than API Gateway waits for an authorizer. */
const MOST_TIME = 2_500;

const { tableName, routes: encoded, ...settings } = authorizerSettings(process.env);
const routes = decodeRoutes(encoded);
const logs = jsonLog({
  service: 'authorizer',
  variables: process.env,
  isOwnName: (name) => isRouteIn(routes, name) || isRuleIn(routes, name),
});
const readerIn = signedReads(process.env, DOOR_CODECS)(tableName);
const trustIn = tokenTrust(settings);

export const handler = perInvocation({ logs, most: MOST_TIME }, (invocation) => {
  const doors = { ...settings, ...trustIn(invocation), reader: readerIn(invocation), now: clock };
  return (event: AuthorizerEvent) => authorize({ doors, routes, log: invocation.log }, event);
});
