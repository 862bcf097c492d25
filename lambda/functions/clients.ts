/** Serves OAuth clients and operators, and runs the scheduled tasks. Only this function may change the user pool. */
import { CognitoPool } from '../aws/cognito/cognito-pool';
import { issuerSettings } from '../aws/environment';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problems';
import { clientEndpoints } from '../management/endpoints/clients';
import { operatorEndpoints } from '../management/endpoints/operators';
import { clientSecretEndpoints, operatorSecretEndpoints } from '../management/endpoints/secrets';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';
import { keySetSignatures } from './wiring/token-trust';
import { runTask, type TaskEvent } from './wiring/tasks';

const serving = operatorServing('clients');
const { userPoolId, keySetUrl, issuer, ...servers } = issuerSettings(process.env);
const onFailure = (error: unknown): void => serving.log.failure({ requestId: 'none', at: 'user pool', error });
const deps = {
  ...serving.deps,
  issuer: { ...servers, pool: new CognitoPool(userPoolId), onFailure },
  trust: { signatures: keySetSignatures(keySetUrl, serving.log), issuer },
};
const endpoints = [...clientEndpoints, ...clientSecretEndpoints, ...operatorEndpoints, ...operatorSecretEndpoints];
const answer = serve(endpoints, { ...serving, deps });

/** Only a schedule's event has `task`. A caller cannot add it: what callers send is in `body`, `headers` etc. */
export const handler = (event: ProxyEvent | TaskEvent): Promise<Response | undefined> =>
  'task' in event ? runTask(event, deps, serving.log) : answer(event);
