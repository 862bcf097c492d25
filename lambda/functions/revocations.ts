/** Serves the public endpoint. A caller that sends a key revokes it, or ends its grace period if it was replaced. */
import { revocationEndpoints } from '../management/endpoints/revocations';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { openServing, served } from './wiring/serving';

export const handler = served(revocationEndpoints, openServing('revocations', sdkTable));
