/**
 * The part of the API Gateway control plane that native keys need, in its protocol (REST with JSON; API Gateway API
 * Reference, version 2015-07-09). An error is named in the header `x-amzn-ErrorType`.
 */
import { z } from 'zod';
import { type Callers, denial } from '../callers';
import type { ServiceAnswer } from '../endpoint';
import { type JsonObject, parseJsonObject } from '../json';
import type { NativeKeys } from './native-keys';
import type { NativeKey } from './plan-specs';

/** A request of the control plane. */
export interface ControlRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly accept: string | undefined;
  /** The `Authorization` header of AWS Signature Version 4. */
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Input {
  readonly keys: NativeKeys;
  /** What stands in the path, decoded. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (input: Input) => ServiceAnswer;
}

const OPERATIONS: readonly Operation[] = [
  { name: 'CreateApiKey', method: 'POST', path: /^\/apikeys$/, run: createKey },
  { name: 'GetApiKeys', method: 'GET', path: /^\/apikeys$/, run: listKeys },
  { name: 'DeleteApiKey', method: 'DELETE', path: /^\/apikeys\/([^/]+)$/, run: deleteKey },
  { name: 'GetUsagePlanKeys', method: 'GET', path: /^\/usageplans\/([^/]+)\/keys$/, run: listKeysOfPlan },
  { name: 'CreateUsagePlanKey', method: 'POST', path: /^\/usageplans\/([^/]+)\/keys$/, run: associateKey },
];

const pathOf = (url: string): string => url.split('?')[0] ?? '';

const found = (method: string, url: string): Operation | undefined =>
  OPERATIONS.find((operation) => operation.method === method && operation.path.test(pathOf(url)));

/** The operation that a request asks for; empty when it is not served. */
export const operationOf = ({ method = '', url = '' }: { method?: string; url?: string }): string =>
  found(method, url)?.name ?? '';

/** Answers a request. A caller without the permission is denied first, whatever else is wrong (assumed of AWS). */
export function answerControlRequest(
  { keys, callers }: { readonly keys: NativeKeys; readonly callers: Callers },
  { method, url, accept, authorization, body }: ControlRequest,
): ServiceAnswer {
  const path = pathOf(url);
  // Service Authorization Reference, Amazon API Gateway Management: the action is the method, the resource the path.
  const denied = denial(callers, authorization, [{ action: `apigateway:${method}`, resource: path }]);
  if (denied !== undefined) return controlError(403, 'AccessDeniedException', denied);
  const operation = found(method, url);
  if (operation === undefined) return notServed(`${method} of this path`);
  if (accept !== 'application/json')
    return notServed('answers in HAL, which AWS gives without `Accept: application/json`');
  const id = decodeURIComponent(operation.path.exec(path)?.[1] ?? '');
  return operation.run({ keys, id, query: new URL(url, 'http://local').searchParams, body });
}

const notServed = (what: string): ServiceAnswer =>
  controlError(400, 'NotServedByLocalGateway', `the local run does not serve ${what}`);

export const controlError = (status: number, type: string, message: string): ServiceAnswer => ({
  status,
  headers: { 'x-amzn-ErrorType': type },
  body: { message },
});

const badRequest = (message: string): ServiceAnswer => controlError(400, 'BadRequestException', message);
const notFound = (what: string): ServiceAnswer =>
  controlError(404, 'NotFoundException', `Invalid ${what} identifier specified`);
const conflict = (message: string): ServiceAnswer => controlError(409, 'ConflictException', message);

/** The length of a value: Developer Guide, set up API keys. That a key is made disabled by default is assumed. */
const keyInput = z.strictObject({
  name: z.string().default(''),
  value: z.string().min(20).max(128),
  enabled: z.boolean().default(false),
  description: z.string().optional(),
});

function createKey({ keys, body }: Input): ServiceAnswer {
  const parsed = keyInput.safeParse(parseJsonObject(body));
  if (!parsed.success) return badRequest(issueOf(parsed.error));
  const made = keys.create(parsed.data);
  if (made === 'exists') return conflict('API Key already exists');
  if (made === 'full') return controlError(429, 'LimitExceededException', 'Maximum number of API keys reached');
  return { status: 201, body: { ...keyView(keys, made.keyId), value: made.value } };
}

/** That the query matches the beginning of a name is assumed: the API Reference says "the name of queried API keys". */
const listQuery = z.object({
  name: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(500).default(25),
  position: z.string().optional(),
});

function listKeys({ keys, query }: Input): ServiceAnswer {
  const withValues = query.get('includeValues') === 'true';
  return pageOf(query, keys.list(), ({ keyId, value }) => ({ ...keyView(keys, keyId), ...(withValues && { value }) }));
}

function listKeysOfPlan({ keys, id: planId, query }: Input): ServiceAnswer {
  const own = keys.inPlanWithId(planId);
  if (own === undefined) return notFound('Usage Plan');
  return pageOf(query, own, ({ keyId, name, value }) => ({ id: keyId, type: 'API_KEY', name, value }));
}

function pageOf(
  query: URLSearchParams,
  all: readonly NativeKey[],
  view: (key: NativeKey) => JsonObject,
): ServiceAnswer {
  const parsed = listQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) return badRequest(issueOf(parsed.error));
  const { name, limit, position } = parsed.data;
  const after = Buffer.from(position ?? '', 'base64url').toString();
  const rest = all
    .filter((key) => key.name.startsWith(name) && key.keyId > after)
    .sort((one, other) => (one.keyId < other.keyId ? -1 : 1));
  const page = rest.slice(0, limit);
  const next = Buffer.from(page.at(-1)?.keyId ?? '').toString('base64url');
  const item = page.map(view);
  return { status: 200, body: rest.length > page.length ? { item, position: next } : { item } };
}

function deleteKey({ keys, id }: Input): ServiceAnswer {
  return keys.delete(id) ? { status: 202 } : notFound('API Key');
}

const planKeyInput = z.strictObject({ keyId: z.string(), keyType: z.literal('API_KEY') });

function associateKey({ keys, id: planId, body }: Input): ServiceAnswer {
  const parsed = planKeyInput.safeParse(parseJsonObject(body));
  if (!parsed.success) return badRequest(issueOf(parsed.error));
  const { keyId, keyType: type } = parsed.data;
  switch (keys.associate({ keyId, planId })) {
    case 'noPlan':
      return notFound('Usage Plan');
    case 'noKey':
      return notFound('API Key');
    case 'exists':
      return conflict(`${keyId} is in this usage plan, or in another one of the same API stage`);
    case 'done':
      return { status: 201, body: { id: keyId, type, name: keys.get(keyId)?.name, value: keys.get(keyId)?.value } };
  }
}

/** `ApiKey` of the API Reference, without its value. A date is a number of seconds since 1970. */
function keyView(keys: NativeKeys, keyId: string) {
  const { name, enabled, createdAt = 0 } = keys.get(keyId) ?? {};
  const date = Math.floor(createdAt / 1000);
  return { id: keyId, name, enabled, createdDate: date, lastUpdatedDate: date, stageKeys: [] };
}

const issueOf = ({ issues: [issue] }: z.ZodError): string =>
  `Invalid input: ${[...(issue?.path ?? []).map(String), issue?.message].join(' ')}`;
