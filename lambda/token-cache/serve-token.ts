/**
 * The token endpoint: read the request → answer from the cache or from Cognito → log → respond. If Cognito neither
 * issues nor refuses a token, the status is 503; for a defect it is 500. Neither says anything about the credential.
 */
import type { TokenLog } from '../domain/ports/log';
import { DependencyError } from '../domain/outcome';
import { giveToken, type TokenCache, type TokenCall } from './token-cache';
import { type ProxyEvent, requestIdOf } from '../http/event';
import type { Response } from '../http/problems';
import { readTokenRequest } from './token-request';
import type { TokenReply } from '../domain/ports/tokens';

export interface TokenServing {
  readonly cache: TokenCache;
  readonly log: TokenLog;
}

export function serveToken({ cache, log }: TokenServing): (event: ProxyEvent) => Promise<Response> {
  return async (event) => {
    const requestId = requestIdOf(event.requestContext);
    try {
      const read = readTokenRequest(event);
      const onFailure: TokenCall['onFailure'] = (doing, error) =>
        log.failure({ requestId, at: `token cache, ${doing}`, error });
      const { outcome, reply } = read.ok ? await giveToken(cache, { ...read, onFailure }) : refusedRequest(read.detail);
      const { status } = reply;
      const clientId = read.ok && status === 200 ? read.cacheable?.clientId : undefined;
      log.token({ outcome, status, requestId, ...(clientId !== undefined && { credentialId: clientId }) });
      return tokenResponse(reply);
    } catch (error) {
      log.failure({ requestId, at: 'POST /oauth2/token', error });
      return tokenResponse(error instanceof DependencyError ? NOT_DECIDED : SERVER_ERROR);
    }
  };
}

/** An error response (RFC 6749 section 5.2). */
const refusedRequest = (detail: string): { readonly outcome: 'refused'; readonly reply: TokenReply } => ({
  outcome: 'refused',
  reply: { status: 400, body: JSON.stringify({ error: 'invalid_request', error_description: detail }) },
});
const NOT_DECIDED: TokenReply = { status: 503, body: '{"error":"temporarily_unavailable"}', retryAfter: '1' };
const SERVER_ERROR: TokenReply = { status: 500, body: '{"error":"server_error"}' };

/** No cache on the way to the client may store the response (RFC 6749 section 5.1). */
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
