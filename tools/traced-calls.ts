/** Two calls of deployed functions that `npm run architecture` traces: one of the authorizer, one read of a key. */
// call-trace stands first: it instruments the files of lambda/ that are loaded after it.
import { type CallTrace, traceCall } from './call-trace';
import { keyText } from '../lambda/aws/dynamodb/item-keys';
import { toItem } from '../lambda/aws/dynamodb/record-codecs';
import { storedSecret } from '../lambda/domain/hash';
import { mintKey } from '../lambda/domain/key-format';
import type { TableRecord } from '../lambda/domain/record-kinds';
import { handler as authorizer } from '../lambda/functions/authorizer';
import { handler as keys } from '../lambda/functions/keys';

const accountId = 'Acc0000001';
const keyId = `${accountId}Key00001`;
const presentedKey = mintKey({ prefix: 'sp', environment: 'live', keyId }, (bytes) => Buffer.alloc(bytes, 7));
const made = { createdAt: 0, createdBy: 'operator:op', version: 1 };
const scopes = ['read:orders'];
const records: readonly TableRecord[] = [
  { kind: 'operator', clientId: 'op', ...made },
  { kind: 'account', accountId, name: 'Example Ltd', grant: { scopes }, ...made, grantVersion: 1, keysVersion: 1 },
  {
    kind: 'key',
    keyId,
    accountId,
    label: 'Nightly import',
    scopes,
    environment: 'live',
    currentSecret: storedSecret(presentedKey, 0),
    ...made,
  },
];
const items = new Map(records.map(toItem).map((item) => [keyText(item), item]));

/** Answers a BatchGetItem from memory. */
function batchGet({ input }: { readonly input: unknown }): Promise<unknown> {
  const { RequestItems } = input as { RequestItems: { table: { Keys: Record<string, unknown>[] } } };
  return Promise.resolve({
    Responses: { table: RequestItems.table.Keys.flatMap((key) => items.get(keyText(key)) ?? []) },
  });
}

/** With an API key. */
export const authorizerCall = (): Promise<CallTrace> =>
  traceCall(authorizer, batchGet, {
    methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/orders',
    multiValueHeaders: { 'x-api-key': [presentedKey] },
    requestContext: { httpMethod: 'GET', resourcePath: '/orders', identity: { sourceIp: '203.0.113.7' } },
  });

/** `GET /v1/accounts/{accountId}/keys/{keyId}`. */
export const managementRead = (): Promise<CallTrace> =>
  traceCall(keys, batchGet, {
    httpMethod: 'GET',
    resource: '/accounts/{accountId}/keys/{keyId}',
    pathParameters: { accountId, keyId },
    multiValueQueryStringParameters: null,
    multiValueHeaders: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      path: `/v1/accounts/${accountId}/keys/${keyId}`,
      identity: { sourceIp: '203.0.113.7' },
      authorizer: {
        claims: {
          iss: process.env['ISSUER'],
          token_use: 'access',
          client_id: 'op',
          scope: `${process.env['MANAGEMENT_RESOURCE_SERVER'] ?? ''}/read:keys`,
        },
      },
    },
  });
