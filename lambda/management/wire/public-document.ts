/**
 * The replies about the deployment itself: its scopes, and the OpenAPI document. That is the only reply that a cache may
 * store: the document is the same for everybody and changes only with a deployment.
 */
import { sha256 } from '../../domain/hash';
import type { NamedPlan } from '../../domain/plans';
import type { Response } from '../../http/problems';
import { scopesAt } from '../../provisioning/app-clients';
import { json, type Reply, reply } from './replies';

export interface PublicDocument {
  /** The document as JSON. */
  readonly text: string;
  /** A strong entity tag of the text (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

/** Call once per cold start. */
export function publicDocument(document: object): PublicDocument {
  const text = JSON.stringify(document);
  return { text, etag: `"${sha256(text)}"` };
}

/** How long a cache may answer without asking again: one hour. */
const CACHE_CONTROL = { 'Cache-Control': 'public, max-age=3600' };

/** 304 without the document when the caller has this very document (RFC 9110 section 13.1.2). */
export const documentReply: Reply<PublicDocument> = {
  schemas: { 200: 'Document', 304: undefined },
  write: ({ text, etag }, { ifNoneMatch }): Response => {
    const headers = { ...CACHE_CONTROL, ETag: etag };
    return namesTag(ifNoneMatch, etag)
      ? { statusCode: 304, headers, body: '' }
      : { statusCode: 200, headers: { 'Content-Type': 'application/json', ...headers }, body: text };
  },
};

/** Weak tags match too, because a cache on the way may have weakened the tag. */
const namesTag = (values: readonly string[], etag: string): boolean =>
  values
    .flatMap((value) => value.split(','))
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);

export interface ScopeList {
  readonly scopes: readonly string[];
  /** What a scope permits, by its name. Not every scope has a description. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** Resource server of accounts' clients, such as `orders-accounts`. */
  readonly server: string;
}

export const scopesReply = reply({ 200: 'Scopes' }, ({ scopes, descriptions, server }: ScopeList) => {
  const tokenScopes = scopesAt(server, scopes);
  const items = scopes.map((name, at) => ({ name, tokenScope: tokenScopes[at], description: descriptions.get(name) }));
  return json(200, { items });
});

/** In the deployer's order. */
export const plansReply = reply({ 200: 'Plans' }, (plans: readonly NamedPlan[]) => json(200, { items: plans }));
