/**
 * The way of a token request: read, given by the cache or by the issuer, logged, answered. Trouble is never an
 * answer about the credential: 503 when the issuer did not decide, 500 for a defect.
 */
import type { TokenLine, TokenLog } from '../domain/log';
import { DependencyError } from '../domain/outcome';
import { giveToken, type TokenCache } from './token-cache';
import type { ProxyEvent } from '../http/event';
import type { Response } from '../http/problem';
import { requestIdOf } from '../http/request-id';
import { readTokenRequest } from './token-request';
import type { TokenReply } from '../domain/ports/tokens';

export interface TokenServing {
  readonly cache: TokenCache;
  readonly log: TokenLog;
}

const ROUTE = 'POST /oauth2/token';

export function serveToken({ cache, log }: TokenServing): (event: ProxyEvent) => Promise<Response> {
  return async (event) => {
    const requestId = requestIdOf(event.requestContext);
    try {
      const { outcome, reply, clientId } = await answerOf({ cache, log }, event, requestId);
      const { status } = reply;
      log.token({ outcome, status, requestId, ...(status === 200 && { credentialId: clientId }) });
      return tokenResponse(reply);
    } catch (error) {
      log.failure({ requestId, at: ROUTE, error });
      return tokenResponse(error instanceof DependencyError ? UNAVAILABLE : DEFECT);
    }
  };
}

interface Answer {
  readonly outcome: TokenLine['outcome'];
  readonly reply: TokenReply;
  readonly clientId?: string | undefined;
}

async function answerOf({ cache, log }: TokenServing, event: ProxyEvent, requestId: string): Promise<Answer> {
  const read = readTokenRequest(event);
  if (!read.ok) return { outcome: 'refused', reply: refusal(read.detail) };
  const given = await giveToken(cache, {
    ...read,
    onTrouble: (doing, error) => log.failure({ requestId, at: `token cache, ${doing}`, error }),
  });
  return { ...given, clientId: read.ask?.clientId };
}

/** RFC 6749 section 5.2. */
const refusal = (detail: string): TokenReply => ({
  status: 400,
  body: JSON.stringify({ error: 'invalid_request', error_description: detail }),
});
const UNAVAILABLE: TokenReply = { status: 503, body: '{"error":"temporarily_unavailable"}', retryAfter: '1' };
const DEFECT: TokenReply = { status: 500, body: '{"error":"server_error"}' };

/** RFC 6749 section 5.1: no answer may be kept by anything on its way. */
const tokenResponse = ({ status, body, retryAfter }: TokenReply): Response => ({
  statusCode: status,
  headers: {
    'Content-Type': 'application/json;charset=UTF-8',
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
  },
  body,
});
