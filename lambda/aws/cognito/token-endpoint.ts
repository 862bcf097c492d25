/**
 * Asks the issuer's token endpoint, once: a request costs money and may have been answered even if it failed here.
 * Only the issuer's own words are a decision; whatever else comes back, or nothing in time, is trouble.
 */
import { DependencyError } from '../../domain/outcome';
import type { TokenEndpoint, TokenReply, TokenRequest } from '../../domain/ports/tokens';
import { parseObject } from '../../domain/token-format';
import { boundedText } from './bounded-text';
import { systemTimers, type Timers, withTimeout } from '../timers';

export type FetchToken = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: Uint8Array;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface HttpTokenEndpointOptions {
  readonly url: string;
  readonly fetch?: FetchToken;
  readonly timers?: Timers;
}

/** Milliseconds, until the answer is read. */
const TIMEOUT = 3_000;
/** An answer is one token, of about 1 KB. */
const MAX_BYTES = 32_768;
const SECONDS = /^\d{1,5}$/;

export class HttpTokenEndpoint implements TokenEndpoint {
  constructor(private readonly options: HttpTokenEndpointOptions) {}

  async send(request: TokenRequest): Promise<TokenReply> {
    try {
      return await this.#ask(request);
    } catch (error) {
      if (error instanceof DependencyError) throw error;
      throw new DependencyError('token-endpoint', 'The token endpoint gave no answer', { cause: error });
    }
  }

  async #ask({ authorization, contentType, query, body }: TokenRequest): Promise<TokenReply> {
    const { url, fetch = globalThis.fetch, timers = systemTimers } = this.options;
    // A connection kept over a pause of the function may be dead, and this is sent once.
    const headers: Record<string, string> = { Connection: 'close' };
    if (authorization !== undefined) headers.Authorization = authorization;
    if (contentType !== undefined) headers['Content-Type'] = contentType;
    const target = query === '' ? url : `${url}?${query}`;
    return withTimeout({ milliseconds: TIMEOUT, timers }, async (signal) =>
      readReply(await fetch(target, { method: 'POST', headers, body, redirect: 'error', signal })),
    );
  }
}

async function readReply(response: Response): Promise<TokenReply> {
  const { status } = response;
  const decided = status === 200 || (status >= 400 && status < 500);
  if (!decided) throw trouble(`The token endpoint answered with status ${status}`);
  const text = await boundedText(response, MAX_BYTES, 'token-endpoint');
  const after = response.headers.get('retry-after') ?? '';
  const retryAfter = SECONDS.test(after) ? after : undefined;
  const answer = parseObject(text);
  // The issuer's answers have a token or an `error` (RFC 6749 section 5); what stands in front of it has neither.
  const known =
    status === 429 ? answer !== undefined : typeof answer?.[status === 200 ? 'access_token' : 'error'] === 'string';
  if (known) return { status, body: text, retryAfter };
  // Too many is too many, whoever of the issuer's front counted and however it says so.
  if (status === 429) return { status, body: '{"error":"temporarily_unavailable"}', retryAfter };
  throw trouble(`The token endpoint answered with status ${status} in no known form`);
}

const trouble = (message: string): DependencyError => new DependencyError('token-endpoint', message);
