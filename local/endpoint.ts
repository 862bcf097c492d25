/** Serves one endpoint of a service over HTTP: reads a request and answers it, or fails as injected. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reset } from './injected-failures';
import type { JsonObject } from './json';
import { readBody, sendJson } from './server';
import type { FailureKind } from './types';

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: JsonObject;
}

export interface Endpoint {
  /** For a longer body, `answer` is called with undefined. */
  readonly maxBytes: number;
  answer(body: string | undefined): ServiceAnswer;
  /** The answers of the injected failures `throttle`, `error` and `partial`; `answer` is not called. */
  readonly throttled: ServiceAnswer;
  readonly failed: ServiceAnswer;
  readonly partial?: ServiceAnswer;
}

export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Most characters of a malformed answer, so that it holds no whole token and no secret. */
const MALFORMED_LENGTH = 40;

export async function serveEndpoint(
  endpoint: Endpoint,
  failure: FailureKind,
  { request, response }: HttpExchange,
): Promise<void> {
  if (failure === 'refuse') {
    request.socket.destroy();
    return;
  }
  const body = (await readBody(request, endpoint.maxBytes))?.toString();
  if (failure === 'hang') return;
  if (failure === 'reset') {
    reset(response);
    return;
  }
  const { status, headers = {}, body: answer } = injectedAnswer(endpoint, failure) ?? endpoint.answer(body);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (failure === 'lost') reset(response);
  else if (failure === 'malformed') response.end(cut(JSON.stringify(answer ?? {})));
  else sendJson(response, status, answer);
}

/** Cuts off at least one character, so that the text is no JSON. */
const cut = (text: string): string => text.slice(0, Math.min(MALFORMED_LENGTH, text.length - 1));

function injectedAnswer({ throttled, failed, partial }: Endpoint, failure: FailureKind): ServiceAnswer | undefined {
  if (failure === 'throttle') return throttled;
  if (failure === 'error') return failed;
  return failure === 'partial' ? partial : undefined;
}
