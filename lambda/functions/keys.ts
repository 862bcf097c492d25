/** Serves the API keys of accounts. */
import { keyListEndpoints } from '../management/endpoints/key-lists';
import { keyEndpoints } from '../management/endpoints/keys';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { operatorServing, served } from './wiring/serving';

export const handler = served([...keyListEndpoints, ...keyEndpoints], operatorServing('keys', sdkTable));
