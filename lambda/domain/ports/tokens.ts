/**
 * What Sallyport needs to check, fetch and keep access tokens. `lambda/aws` implements these ports; in tests, fakes
 * that pass the same contract suites replace them. If a dependency fails, a call rejects with a `DependencyError`.
 */
import type { Instant } from '../model';

/** The claims of a token whose signature is good. No claim has been checked yet. */
export type TokenClaims = Readonly<Record<string, unknown>>;

export interface TokenSignatures {
  /**
   * The claims of a token that Cognito signed. `malformed`: the text has not the form of a token (`token-format.ts`).
   * `token-invalid`: the signature is wrong, or Cognito has no such key. Rejects with a `DependencyError` when the key
   * set could not be read.
   */
  verify(token: string): Promise<TokenClaims | 'malformed' | 'token-invalid'>;
}

/** A caller's request for a token, sent on unchanged. */
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
  /** The header `Retry-After`, in seconds. */
  readonly retryAfter?: string | undefined;
}

export interface TokenEndpoint {
  /** Sends the request once. Rejects with a `DependencyError` if Cognito neither issued nor refused a token. */
  send(request: TokenRequest): Promise<TokenReply>;
}

/** Sealed tokens by id. */
export interface TokenStore {
  find(id: string): Promise<Uint8Array | undefined>;
  /** Overwrites an older entry. The store may delete the entry at any time after `until`. */
  keep(id: string, sealed: Uint8Array, until: Instant): Promise<void>;
}
