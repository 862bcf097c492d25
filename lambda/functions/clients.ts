/**
 * The OAuth clients that accounts own, and the operators: all that needs the user pool, which no other function may
 * change. On a schedule this function also tells Cognito what it could not tell at once, and removes what was lost there.
 */
import { CognitoPool } from '../aws/cognito/cognito-pool';
import { issuerSettings } from '../aws/environment';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problems';
import { clientEndpoints } from '../management/endpoints/clients';
import { operatorEndpoints } from '../management/endpoints/operators';
import { clientSecretEndpoints, operatorSecretEndpoints } from '../management/endpoints/secrets';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';
import { runTask, type TaskEvent } from './wiring/tasks';

const { deps: shared, ...serving } = operatorServing('clients');
const { log } = serving;
const { userPoolId, ...servers } = issuerSettings(process.env);
const deps = {
  ...shared,
  issuer: {
    ...servers,
    pool: new CognitoPool(userPoolId),
    onFailure: (error: unknown) => log.failure({ requestId: 'none', at: 'user pool', error }),
  },
};
const answer = serve([...clientEndpoints, ...clientSecretEndpoints, ...operatorEndpoints, ...operatorSecretEndpoints], {
  ...serving,
  deps,
});

/** The gateway's events have no `task`: what callers send is in members of its own. */
export const handler = (event: ProxyEvent | TaskEvent): Promise<Response | undefined> =>
  'task' in event ? runTask(event, deps, log) : answer(event);
