/** Which files of lambda/ one authorizer call and one management read pass through, on a DynamoDB client in memory. */
import { Session } from 'node:inspector';
import { DynamoDBDocumentClient, type BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Attributes } from '../../lambda/aws/dynamodb/codecs/attribute-codecs';
import { fromItemJson, type Item, toItemJson } from '../../lambda/aws/dynamodb/attribute-values';
import { keyText } from '../../lambda/aws/dynamodb/item-keys';
import { toItem } from '../../lambda/aws/dynamodb/table-items';
import { SignedClient } from '../../lambda/aws/dynamodb/signed-client';
import type { FunctionContext } from '../../lambda/functions/wiring/invocation';
import type { ProxyEvent } from '../../lambda/http/event';
import { STAGE_ARN } from './doors';
import { eventOf } from './management';
import { ACCOUNT_ID, account, apiKey, KEY_ID, presentedKey } from './records';
import './function-environment';
import { ManualTimers } from './manual-timers';
import { encodeRoutes } from './routes';
import { contextOn } from './time-budgets';

export interface CallTrace {
  /** Sorted. Each has a function that the call ran, or a value that the call read. */
  readonly files: readonly string[];
  /** Functions on the stack of the last call of the client's `send`, from the handler on: `<file> <function>`. */
  readonly frames: readonly string[];
}

/** Times of the records are long past, so the key is valid at any time of the real clock. */
const made = { createdAt: 0, createdBy: 'operator:op', version: 1 };
const key = apiKey({ ...made, expiresAt: undefined });
const items = new Map<string, Attributes>(
  [{ kind: 'operator', clientId: 'op', ...made } as const, account(made), key]
    .map(toItem)
    .map((item) => [keyText(item), item]),
);

let padding = '';
let frames: readonly string[] = [];
function traceFrames(): void {
  Error.stackTraceLimit = Infinity;
  const calls = (new Error().stack ?? '').matchAll(/at (?:async )?(?:(?:\w+\.)?([\w#]+) )?.*\/lambda\/(.+)\.ts:/g);
  frames = [...calls].map(([, name = '=>', file = '']) => `${file} ${name}`).reverse();
}
const found = (keys: readonly object[] = []): readonly Attributes[] =>
  keys.map((key) => items.get(keyText({ ...key }))).filter((item) => item !== undefined);

/** They stand in for the two clients' `send` and answer a BatchGetItem. */
Object.assign(DynamoDBDocumentClient.prototype, {
  send: ({ input: { RequestItems } }: { readonly input: BatchGetCommandInput }) => {
    traceFrames();
    return Promise.resolve({ Responses: { table: found(RequestItems?.['table']?.Keys) } });
  },
});
Object.assign(SignedClient.prototype, {
  sendText: (_: string, request: string) => {
    traceFrames();
    const { RequestItems } = JSON.parse(request) as { readonly RequestItems: { readonly table: { Keys: Item[] } } };
    const table = found(RequestItems.table.Keys.map(fromItemJson)).map((item) => toItemJson(item));
    // Another text each time, as after a change of a record: a warm function decodes no answer twice.
    padding += ' ';
    return Promise.resolve(JSON.stringify({ Responses: { table } }) + padding);
  },
});
Object.assign(process.env, {
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  ROUTES: encodeRoutes([{ route: 'GET /orders', scope: 'read:orders', door: 'any' }]),
});

/** Milliseconds. */
const TIMEOUT = 5_000;

/** Traces the second of two calls: the first fills what a warm process keeps. */
async function traceCall<E>(
  handler: (event: E, context: FunctionContext) => Promise<unknown>,
  event: E,
): Promise<CallTrace> {
  await handler(event, contextOn(new ManualTimers(), TIMEOUT));
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await handler(event, contextOn(new ManualTimers(), TIMEOUT));
  const files: string[] = [];
  session.post('Profiler.takePreciseCoverage', (_, { result }) => {
    for (const { url, functions } of result) {
      const file = /\/lambda\/(.+)\.ts$/.exec(url)?.[1];
      if (file !== undefined && functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0)) files.push(file);
    }
  });
  session.disconnect();
  return { files: files.sort(), frames };
}

export async function authorizerCall(): Promise<CallTrace> {
  const { handler } = await import('../../lambda/functions/authorizer.js');
  return traceCall(handler, {
    methodArn: `${STAGE_ARN}/GET/orders`,
    multiValueHeaders: { 'x-api-key': [presentedKey()] },
    requestContext: { httpMethod: 'GET', resourcePath: '/orders', identity: { sourceIp: '192.0.2.7' } },
  });
}

export async function managementRead(): Promise<CallTrace> {
  const { handler } = await import('../../lambda/functions/keys.js');
  return traceCall<ProxyEvent>(handler, eventOf(`GET /accounts/${ACCOUNT_ID}/keys/${KEY_ID}`));
}
