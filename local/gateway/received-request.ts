/**
 * One HTTP request as API Gateway's front takes it: limits first, then the method override, so that everything
 * behind (routing, guard, policy, event) sees one and the same method.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody } from '../server';
import { type Headers, headersOf, sizeOf, valuesOf, without } from './headers';

export interface ReceivedRequest {
  readonly method: string;
  /** As sent, undecoded, with the stage, without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly protocol: string;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The TCP peer. What a client claims in X-Forwarded-For is passed on, never believed. */
  readonly sourceIp: string;
  /** Epoch milliseconds of the run's clock. */
  readonly receivedAt: number;
  /** Ours, unless the caller chose one. */
  readonly requestId: string;
  /** Ours, whatever the caller sends. */
  readonly extendedRequestId: string;
}

/** An answer of the platform's front, before any stage is known: no gateway response can change it. */
export interface FrontRefusal {
  readonly status: number;
  readonly message: string;
}

/** Amazon API Gateway quotas: bytes of all header fields, bytes of the request line, bytes of a payload. */
const MAX_HEADER_BYTES = 10_240;
const MAX_LINE_BYTES = 10_240;
const MAX_PAYLOAD_BYTES = 10_485_760;

export const TOO_LARGE: FrontRefusal = { status: 413, message: 'Request Too Long' };

/** Reads a request to its end. Rejects when the client goes away first. */
export async function receiveRequest(
  request: IncomingMessage,
  receivedAt: number,
): Promise<ReceivedRequest | FrontRefusal> {
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
    headers: forwarded(without(fields, OVERRIDE), sourceIp, receivedAt),
    body,
    sourceIp,
    receivedAt,
    requestId: chosenId(fields) ?? randomUUID(),
    extendedRequestId: ownId(),
  };
}

/**
 * "Clients can override the value in the x-amzn-RequestId header with a value in the format of a universally unique
 * identifier" (Developer Guide, access logging for REST APIs). What templates and events see of a value in another form
 * no document says. Here they see it as it came: if a template stands that, it stands whatever AWS does.
 */
const chosenId = (fields: Headers): string | undefined => valuesOf(fields, 'x-amzn-requestid').at(-1) || undefined;

/** Base64 with its padding, as in AWS's example `XxxXXXxx=`. */
const ownId = (): string => `${randomBytes(11).toString('base64url')}=`;

/** A dual-stack socket writes IPv4 peers as mapped IPv6; API Gateway writes them plainly. */
const peerOf = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/**
 * "If an API request includes the X-HTTP-Method-Override header, API Gateway overrides the method" (Developer Guide,
 * important notes), and the header itself goes no further. Of several the last stands, as everywhere.
 */
const OVERRIDE = 'x-http-method-override';
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Whatever is no method leads to no route, and is none in the log: what AWS writes there its documents do not say. */
function overriddenMethod(fields: Headers): string | undefined {
  const named = valuesOf(fields, OVERRIDE).at(-1);
  if (named === undefined || named === '') return undefined;
  return METHODS.includes(named) ? named : '-';
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

/** What the platform adds on the way to a function. */
function forwarded(fields: Headers, sourceIp: string, now: number): Headers {
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

/** Fields of one connection, which no event shows. */
const HOP_BY_HOP = ['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];
