/** The answer to a request, made from a function's result or by a mock integration. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import type { MockIntegration } from './api-model';
import { sendsBinary, takesBinary } from './binary';
import type { Exchange } from './exchange';
import { type Headers, valuesOf } from './headers';
import type { EarlyRefusal } from './received-request';
import { BAD_GATEWAY, type GatewayRefusal, INTERNAL } from './refusals';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The answer to a request that reaches no stage, so that no gateway response changes it. */
export const earlyReply = ({ status, message }: EarlyRefusal): Reply => ({
  status,
  headers: [['Content-Type', 'application/json']],
  body: Buffer.from(JSON.stringify({ message })),
});

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** A member that is not listed makes the result malformed (Developer Guide, output format of a proxy integration). */
const proxyResultSchema = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const MALFORMED: GatewayRefusal = {
  ...BAD_GATEWAY,
  why: 'the function’s result is not what a proxy integration takes',
};

/** The reply for a function's result; a malformed result is a 502. */
export function functionReply({ api, request }: Exchange, payload: unknown): Reply | GatewayRefusal {
  const parsed = proxyResultSchema.safeParse(payload);
  if (!parsed.success) return MALFORMED;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const multiple = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  // For a header in both, `multiValueHeaders` wins (same page).
  const single = Object.entries(headers ?? {}).filter(([name]) => valuesOf(multiple, name).length === 0);
  const fields = [...single, ...multiple].map(([name, value]) => [remapped(name), value] as const);
  if (!fields.every(isSendable)) return MALFORMED;
  return {
    status: statusCode,
    headers: valuesOf(fields, 'content-type').length > 0 ? fields : [['Content-Type', 'application/json'], ...fields],
    body: Buffer.from(body ?? '', isBase64Encoded === true && takesBinary(api, request.headers) ? 'base64' : 'utf8'),
  };
}

/** Headers that API Gateway renames in an integration's answer (Developer Guide, important notes for REST APIs). */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'www-authenticate',
]);
const remapped = (name: string): string => (REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name);

function isSendable([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** The reply of a mock integration: its request template has a status, which selects the response. */
export function mockReply({ api, request }: Exchange, mock: MockIntegration): Reply | GatewayRefusal {
  // Assumed: no template is used for a body that stays binary. docs/limits.md has it among what nobody tried.
  if (sendsBinary(api, request.headers) && !mock.toText) return INTERNAL;
  const [type = ''] = (valuesOf(request.headers, 'content-type').at(-1) ?? 'application/json').split(';');
  const status = mock.statuses.get(type.trim()) ?? mock.statuses.get('$default');
  if (status === undefined) {
    const refused =
      mock.passthrough === 'NEVER' || (mock.passthrough === 'WHEN_NO_TEMPLATES' && mock.statuses.size > 0);
    return refused ? { type: 'UNSUPPORTED_MEDIA_TYPE', message: 'Unsupported Media Type' } : INTERNAL;
  }
  const chosen =
    mock.responses.find(({ pattern }) => pattern?.test(status)) ?? mock.responses.find(({ pattern }) => !pattern);
  if (chosen === undefined) return INTERNAL;
  const origin = valuesOf(request.headers, 'origin').at(-1);
  const headers = Object.entries(chosen.headers).map(([name, value]) => {
    const echoed = name === 'Access-Control-Allow-Origin' && chosen.otherOrigins.includes(origin ?? '');
    return [name, echoed ? (origin ?? value) : value] as const;
  });
  return { status: chosen.status, headers: [['Content-Type', 'application/json'], ...headers], body: Buffer.alloc(0) };
}
