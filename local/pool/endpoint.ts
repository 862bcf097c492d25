/** One endpoint of the pool on the wire: reads a request, answers it, and lets trouble come between. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reset } from '../faults';
import { readBody, sendJson } from '../server';
import type { FaultKind } from '../types';
import type { Answer } from './api-answers';

export interface Endpoint {
  /** Longer bodies come to `answer` as undefined. */
  readonly maxBytes: number;
  answer(body: string | undefined): Answer;
  /** What stands in for the answer: the request did nothing. */
  readonly throttled: Answer;
  readonly failed: Answer;
  readonly partial?: Answer;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Characters of an answer at most: too few to hold anything of worth. */
const MALFORMED_LENGTH = 40;

export async function serve(endpoint: Endpoint, fault: FaultKind, { request, response }: Exchange): Promise<void> {
  if (fault === 'refuse') {
    request.socket.destroy();
    return;
  }
  const body = (await readBody(request, endpoint.maxBytes))?.toString();
  if (fault === 'hang') return;
  if (fault === 'reset') {
    reset(response);
    return;
  }
  const { status, body: answer } = standIn(endpoint, fault) ?? endpoint.answer(body);
  if (fault === 'lost') reset(response);
  else if (fault === 'malformed') response.end(cut(JSON.stringify(answer)));
  else sendJson(response, status, answer);
}

/** No JSON, however short it was. */
const cut = (text: string): string => text.slice(0, Math.min(MALFORMED_LENGTH, text.length - 1));

function standIn({ throttled, failed, partial }: Endpoint, fault: FaultKind): Answer | undefined {
  if (fault === 'throttle') return throttled;
  if (fault === 'error') return failed;
  return fault === 'partial' ? partial : undefined;
}
