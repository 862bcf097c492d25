/** The token cache: a token endpoint that keeps Cognito's tokens in a table of its own and gives them out again. */
import { tokenCacheSettings } from '../aws/settings/function-settings';
import { jsonLog } from '../aws/log/json-log';
import { clock, random } from '../aws/runtime';
import { SignedClient } from '../aws/dynamodb/signed-client';
import { DOOR_CODECS } from '../aws/dynamodb/codecs/door-codecs';
import { OPERATOR_CODEC } from '../aws/dynamodb/codecs/operator-codec';
import { signedReader } from '../aws/dynamodb/signed-reader';
import { HttpTokenEndpoint } from '../aws/cognito/token-endpoint';
import { DynamoTokenStore } from '../aws/dynamodb/token-store';
import { serveToken } from '../token-cache/serve-token';
import { perInvocation } from './wiring/invocation';

/** Most milliseconds for one call to a table, so that Cognito can still be asked when the tables do not answer. */
const TABLE_CALL = 1_500;

const { tableName, cacheTableName, tokenUrl: url, bootstrapOperator } = tokenCacheSettings(process.env);
const tables = new SignedClient(process.env);
const readerIn = signedReader({ tableName, codecs: { ...DOOR_CODECS, operator: OPERATOR_CODEC } }, tables);
const owners = new Map<string, string>();

const logs = jsonLog({ service: 'token', variables: process.env });

export const handler = perInvocation({ logs }, ({ budget, log }) => {
  const time = { budget, callLimit: TABLE_CALL };
  const store = new DynamoTokenStore(cacheTableName, tables, time);
  const endpoint = new HttpTokenEndpoint({ url, budget });
  return serveToken({
    cache: { reader: readerIn(time), owners, bootstrapOperator, store, endpoint, now: clock, random },
    log,
  });
});
