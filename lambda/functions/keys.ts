/** Serves the API keys of accounts. */
import { keyEndpoints } from '../management/endpoints/keys';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { operatorServing, served } from './wiring/serving';

export const handler = served(keyEndpoints, operatorServing('keys', sdkTable));
