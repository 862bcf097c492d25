/**
 * An HTTP request as API Gateway receives it: its size is checked, then `X-HTTP-Method-Override` is applied. Routing,
 * guard, policy and event all see the method that results.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody } from '../server';
import { type Headers, headersOf, sizeOf, valuesOf, without } from './headers';
import { HTTP_METHODS } from './routing';

export interface ReceivedRequest {
  readonly method: string;
  /** As sent, not decoded, with the stage, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly protocol: string;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The TCP peer's address. `X-Forwarded-For` does not change it, because any client can send that header. */
  readonly sourceIp: string;
  /** Epoch milliseconds of the run's clock. */
  readonly receivedAt: number;
  /** Made by the gateway, or chosen by the caller in `X-Amzn-RequestId`. */
  readonly requestId: string;
  /** Made by the gateway; a caller cannot choose it. */
  readonly extendedRequestId: string;
}

/** An answer that API Gateway gives before it knows the API's stage, so that no gateway response changes it. */
export interface EarlyRefusal {
  readonly status: number;
  readonly message: string;
}

/** Amazon API Gateway quotas: the size of all headers, of the request line (assumed to be the same), of a payload. */
const MAX_HEADER_BYTES = 10_240;
const MAX_LINE_BYTES = 10_240;
const MAX_PAYLOAD_BYTES = 10_485_760;

export const TOO_LARGE: EarlyRefusal = { status: 413, message: 'Request Too Long' };

/** Reads a request to its end. Rejects when the client ends the connection first. */
export async function receiveRequest(
  request: IncomingMessage,
  receivedAt: number,
): Promise<ReceivedRequest | EarlyRefusal> {
  const fields = headersOf(request.rawHeaders);
  const target = request.url ?? '/';
  const line = `${request.method} ${target} HTTP/${request.httpVersion}\r\n`;
  if (Buffer.byteLength(line) > MAX_LINE_BYTES) return { status: 414, message: 'Request-URI Too Long' };
  if (sizeOf(fields) > MAX_HEADER_BYTES) return { status: 431, message: 'Request Header Fields Too Large' };
  if (Number(request.headers['content-length'] ?? 0) > MAX_PAYLOAD_BYTES) return TOO_LARGE;
  const place = targetOf(target);
  if (place === undefined) return { status: 400, message: 'Bad Request' };
  const body = await readBody(request, MAX_PAYLOAD_BYTES);
  if (body === undefined) return TOO_LARGE;
  const sourceIp = peerOf(request);
  return {
    ...place,
    method: overriddenMethod(fields) ?? request.method ?? 'GET',
    protocol: `HTTP/${request.httpVersion}`,
    headers: forwardedHeaders(without(fields, OVERRIDE), sourceIp, receivedAt),
    body,
    sourceIp,
    receivedAt,
    requestId: chosenRequestId(fields) ?? randomUUID(),
    extendedRequestId: newExtendedRequestId(),
  };
}

/**
 * "Clients can override the value in the x-amzn-RequestId header with a value in the format of a universally unique
 * identifier" (Developer Guide, access logging for REST APIs). AWS does not say what templates and events see of a
 * value in another form. Here they see it as sent, which is the worst case for a template.
 */
const chosenRequestId = (fields: Headers): string | undefined =>
  valuesOf(fields, 'x-amzn-requestid').at(-1) || undefined;

/** In base64 with padding, like the example `XxxXXXxx=` in AWS's documents. */
const newExtendedRequestId = (): string => `${randomBytes(11).toString('base64url')}=`;

/** A socket for IPv4 and IPv6 writes the peer 192.0.2.1 as `::ffff:192.0.2.1`; API Gateway writes `192.0.2.1`. */
const peerOf = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/**
 * "If an API request includes the X-HTTP-Method-Override header, API Gateway overrides the method" (Developer Guide,
 * important notes). Assumed: the last of several counts, and functions do not see the header.
 */
const OVERRIDE = 'x-http-method-override';

/** Any other text in the header is no method: it has no route, and the log shows `-` for it (assumed). */
function overriddenMethod(fields: Headers): string | undefined {
  const named = valuesOf(fields, OVERRIDE).at(-1);
  if (named === undefined || named === '') return undefined;
  return HTTP_METHODS.has(named) ? named : '-';
}

function targetOf(target: string): { path: string; query: string } | undefined {
  const relative = target.replace(/^https?:\/\/[^/?]*/i, '') || '/';
  const [path = '', ...query] = relative.split('?');
  if (!path.startsWith('/')) return undefined;
  try {
    decodeURIComponent(path);
  } catch {
    return undefined;
  }
  return { path, query: query.join('?') };
}

/** The headers with those that API Gateway adds and without those that it drops (Developer Guide, important notes). */
function forwardedHeaders(fields: Headers, sourceIp: string, now: number): Headers {
  const chain = [...valuesOf(fields, 'x-forwarded-for'), sourceIp].join(', ');
  const [trace] = valuesOf(fields, 'x-amzn-trace-id');
  const seconds = Math.floor(now / 1000).toString(16);
  return [
    ...without(fields, 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id', ...HOP_BY_HOP),
    ['X-Amzn-Trace-Id', trace ?? `Root=1-${seconds}-${randomBytes(12).toString('hex')}`],
    ['X-Forwarded-For', chain],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

/** Headers for one connection only (RFC 9110 section 7.6.1), and others that events do not show (assumed). */
const HOP_BY_HOP = ['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];
