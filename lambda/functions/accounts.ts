/** Serves the accounts and their grants. */
import { accountEndpoints } from '../management/endpoints/accounts';
import { accountUsageEndpoints } from '../management/endpoints/usage';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { operatorServing, served } from './wiring/serving';

export const handler = served([...accountEndpoints, ...accountUsageEndpoints], operatorServing('accounts', sdkTable));
