/** The token cache: reads the clients' records and its own table, asks the issuer, and keeps what that gave. */
import { tokenCacheSettings } from '../adapters/environment';
import { functionLog } from '../adapters/log';
import { clock, random } from '../adapters/system';
import { tableClient } from '../adapters/table-client';
import { DynamoReader } from '../adapters/table-reader';
import { HttpTokenEndpoint } from '../adapters/token-endpoint';
import { DynamoTokenStore } from '../adapters/token-store';
import { serveToken } from '../http/serve-token';

const { tableName, cacheTableName, tokenUrl, bootstrapOperator } = tokenCacheSettings(process.env);
const tables = tableClient();

export const handler = serveToken({
  cache: {
    reader: new DynamoReader(tableName, tables),
    owners: new Map(),
    bootstrapOperator,
    store: new DynamoTokenStore(cacheTableName, tables),
    endpoint: new HttpTokenEndpoint({ url: tokenUrl }),
    now: clock,
    random,
  },
  log: functionLog('token'),
});
