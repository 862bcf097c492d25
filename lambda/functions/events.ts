/** Serves the audit events of accounts and of operators. */
import { eventEndpoints } from '../management/endpoints/events';
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { operatorServing, served } from './wiring/serving';

export const handler = served(eventEndpoints, operatorServing('events', sdkTable));
