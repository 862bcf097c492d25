/**
 * What the rooms need of whoever signs, issues and keeps tokens. Adapters implement these ports; fakes that pass the same contract suite stand in for
 * them in tests. A port rejects with a `DependencyError` when the outside fails, and never turns a failure into an answer.
 */
import type { Instant } from '../model';

/** A signature-checked token's claims, still unjudged. */
export interface TokenClaims {
  readonly [claim: string]: unknown;
}

/**
 * Checks a token's signature against the issuer's key set.
 * Resolves to undefined when the signature or its key is no good; rejects with a `DependencyError` when the
 * key set cannot tell.
 */
export interface TokenSignatures {
  verify(token: string): Promise<TokenClaims | undefined>;
}

/** A request as it came, to be handed on as it is. */
export interface TokenRequest {
  readonly authorization?: string | undefined;
  readonly contentType?: string | undefined;
  /** Without `?`; empty when there is none. */
  readonly query: string;
  readonly body: Uint8Array;
}

export interface TokenReply {
  /** 200, or 400 to 499. */
  readonly status: number;
  /** The text of a JSON object. */
  readonly body: string;
  /** Seconds. */
  readonly retryAfter?: string | undefined;
}

export interface TokenEndpoint {
  /** Sends the request once. Rejects with a `DependencyError` for whatever is no decision of the issuer. */
  send(request: TokenRequest): Promise<TokenReply>;
}

/** Rejects with a `DependencyError` when it is in trouble. */
export interface TokenStore {
  find(id: string): Promise<Uint8Array | undefined>;
  /** Over whatever lies there. It may be gone any time after `until`. */
  keep(id: string, sealed: Uint8Array, until: Instant): Promise<void>;
}
