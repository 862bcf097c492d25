/** The token cache: a token endpoint that keeps Cognito's tokens in a table of its own and gives them out again. */
import { tokenCacheSettings } from '../aws/environment';
import { functionLog } from '../aws/function-log';
import { clock, random } from '../aws/runtime';
import { tableClient } from '../aws/dynamodb/table-client';
import { DynamoReader } from '../aws/dynamodb/table-reader';
import { HttpTokenEndpoint } from '../aws/cognito/token-endpoint';
import { DynamoTokenStore } from '../aws/dynamodb/token-store';
import { serveToken } from '../token-cache/serve-token';

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
