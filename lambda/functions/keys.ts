/** Serves the API keys of accounts. */
import { keyListEndpoints } from '../management/endpoints/key-lists';
import { keyEndpoints } from '../management/endpoints/keys';
import { keyUsageEndpoints } from '../management/endpoints/usage';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { operatorServing, served } from './wiring/serving';

export const handler = served(
  [...keyListEndpoints, ...keyEndpoints, ...keyUsageEndpoints],
  operatorServing('keys', sdkTable),
);
