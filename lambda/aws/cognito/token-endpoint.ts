/**
 * The `TokenEndpoint` port over Cognito's token endpoint. A request is sent once: tokens cost money, and Cognito may
 * have issued one although the request failed here. Any answer that is not Cognito's own is a failure.
 */
import { DependencyError } from '../../domain/outcome';
import type { TokenEndpoint, TokenReply, TokenRequest } from '../../domain/ports/tokens';
import { parseObject } from '../../domain/token-format';
import { type HttpAnswer, HttpClient } from '../http-client';
import type { TimeBudget } from '../time-budget';

export interface HttpTokenEndpointOptions {
  readonly url: string;
  readonly budget: TimeBudget;
}

/** Most milliseconds until the whole answer is read. */
const TIMEOUT = 3_000;
/** An answer holds one token of about 1 KB. */
const MAX_BYTES = 32_768;
const SECONDS = /^\d{1,5}$/;

export class HttpTokenEndpoint implements TokenEndpoint {
  // A connection that is kept while the function is frozen may be dead, and the request is sent only once.
  readonly #client = new HttpClient({ dependency: 'token-endpoint', maxBytes: MAX_BYTES, keepAlive: false });

  constructor(private readonly options: HttpTokenEndpointOptions) {}

  async send(request: TokenRequest): Promise<TokenReply> {
    try {
      return await this.#ask(request);
    } catch (error) {
      if (error instanceof DependencyError) throw error;
      throw new DependencyError('token-endpoint', 'The token endpoint did not answer', { cause: error });
    }
  }

  async #ask({ authorization, contentType, query, body }: TokenRequest): Promise<TokenReply> {
    const { url, budget } = this.options;
    const headers: Record<string, string> = {};
    if (authorization !== undefined) headers.Authorization = authorization;
    if (contentType !== undefined) headers['Content-Type'] = contentType;
    const target = new URL(query === '' ? url : `${url}?${query}`);
    return budget.part(TIMEOUT, (part) =>
      part.run('token-endpoint', async (signal) =>
        readReply(await this.#client.send({ method: 'POST', url: target, headers, body }, signal)),
      ),
    );
  }
}

function readReply({ status, headers, text }: HttpAnswer): TokenReply {
  const isDecision = status === 200 || (status >= 400 && status < 500);
  if (!isDecision) throw endpointFailure(`The token endpoint answered with status ${status}`);
  const after = headers['retry-after'] ?? '';
  const retryAfter = SECONDS.test(after) ? after : undefined;
  const answer = parseObject(text);
  // Cognito's answers have a token or an `error` (RFC 6749, section 5); those of a firewall have neither.
  const isCognitos =
    status === 429 ? answer !== undefined : typeof answer?.[status === 200 ? 'access_token' : 'error'] === 'string';
  if (isCognitos) return { status, body: text, retryAfter };
  // Pass on a 429 with any body: a proxy in front of Cognito may have sent it.
  if (status === 429) return { status, body: '{"error":"temporarily_unavailable"}', retryAfter };
  throw endpointFailure(`The token endpoint answered with status ${status} in an unknown format`);
}

const endpointFailure = (message: string): DependencyError => new DependencyError('token-endpoint', message);
