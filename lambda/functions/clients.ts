/** Serves OAuth clients and operators, and runs the scheduled tasks. Only this function may change user pool and native keys. */
import { CognitoPool } from '../aws/cognito/cognito-pool';
import { poolClient } from '../aws/cognito/pool-client';
import { nativeKeysOf } from '../aws/gateway/gateway-native-keys';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { issuerSettings } from '../aws/settings/function-settings';
import type { Gateway } from '../engine/context';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problems';
import { clientListEndpoints } from '../management/endpoints/client-lists';
import { clientEndpoints } from '../management/endpoints/clients';
import { operatorEndpoints } from '../management/endpoints/operators';
import { clientSecretEndpoints, operatorSecretEndpoints } from '../management/endpoints/secrets';
import { clientUsageEndpoints } from '../management/endpoints/usage';
import type { AdoptDeps } from '../management/operations/clients/adopt-client';
import { type FunctionContext, type Invocation, perInvocation } from './wiring/invocation';
import { operatorServing, served } from './wiring/serving';
import { keySetSignatures } from './wiring/token-trust';
import { isTask } from './wiring/task-run';
import { type IssuerTaskEvent, runIssuerTask } from './wiring/tasks';

/** Milliseconds in which a secret that could not be recorded is deleted at Cognito again. */
const TIME_TO_UNDO = 3_000;
/** Most milliseconds for one call of a task to the table, so that one account's trouble does not take the whole run. */
const TASK_CALL = 5_000;

const serving = operatorServing('clients', sdkTable);
const { userPoolId, keySetUrl, issuer, plans, ...servers } = issuerSettings(process.env);
const client = poolClient();
const signaturesIn = keySetSignatures(keySetUrl);
const nativeKeysIn = plans && nativeKeysOf(process.env);

function depsIn(invocation: Invocation, callLimit?: number): AdoptDeps {
  const { budget, log } = invocation;
  const onFailure = (error: unknown): void => log.failure({ requestId: 'none', at: 'provisioning', error });
  const time = { budget: budget.endingEarlier(TIME_TO_UNDO), ...(callLimit !== undefined && { callLimit }) };
  const pool = new CognitoPool(userPoolId, client, budget);
  const trust = { signatures: signaturesIn(invocation), issuer };
  const { accountsServer } = servers;
  return { ...serving.depsIn(time), accountsServer, issuer: { ...servers, pool, onFailure }, trust };
}

/** Only a task changes native keys: its event names the usage plans. */
function gatewayIn({ budget }: Invocation, { usagePlans }: IssuerTaskEvent): { readonly gateway?: Gateway } {
  if (plans === undefined || nativeKeysIn === undefined || usagePlans === undefined) return {};
  const { nativeKeyPrefix } = plans;
  return {
    gateway: { nativeKeys: nativeKeysIn(budget), nativeKeyPrefix, usagePlans: new Map(Object.entries(usagePlans)) },
  };
}

const endpoints = [
  ...clientListEndpoints,
  ...clientEndpoints,
  ...clientUsageEndpoints,
  ...clientSecretEndpoints,
  ...operatorEndpoints,
  ...operatorSecretEndpoints,
];
const answer = served(endpoints, { ...serving, depsIn });
const run = perInvocation(
  serving,
  (invocation) => (event: IssuerTaskEvent) =>
    runIssuerTask(event, { ...depsIn(invocation, TASK_CALL), ...gatewayIn(invocation, event) }, invocation.log),
);

export const handler = (
  event: ProxyEvent | IssuerTaskEvent,
  context: FunctionContext,
): Promise<Response | undefined> => (isTask(event) ? run(event, context) : answer(event, context));
