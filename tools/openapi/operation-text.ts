/** The form of what is said of a route, and what several routes have in common. */
import type { ProblemCode } from '../../lambda/http/problems';

export interface OperationText {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Name of the request body's schema. */
  readonly body?: string;
  /** Status to name of the schema; undefined: no body. */
  readonly answers: Readonly<Record<number, string | undefined>>;
  /** Beyond those that every route of its kind can answer with. */
  readonly problems?: readonly ProblemCode[];
}

export const NO_ACCOUNT = ['account-not-found'] as const;
export const NO_KEY = ['account-not-found', 'key-not-found'] as const;
export const NO_CLIENT = ['account-not-found', 'client-not-found'] as const;
/** Nobody has the secrets of an adopted client's app client, or of one that is gone, from us. */
export const NO_ISSUED_CLIENT = [...NO_CLIENT, 'client-not-active', 'client-not-issued'] as const;

/** An action on an account that takes nothing and answers with the account. */
export const onAccount = (id: string, summary: string, description: string): OperationText => ({
  id,
  summary,
  description,
  body: 'Empty',
  answers: { 200: 'AccountNow' },
  problems: NO_ACCOUNT,
});

/** An action on a key that takes nothing and answers with the key. */
export const onKey = (id: string, summary: string, problems: readonly ProblemCode[] = []): OperationText => ({
  id,
  summary,
  body: 'Empty',
  answers: { 200: 'Key' },
  problems: [...NO_KEY, ...problems],
});

export const PATCH =
  'A JSON merge patch (RFC 7396): `null` removes a member. Lists (`scopes`, `networks`, `tags`) are replaced whole, ' +
  'and, other than in RFC 7396, so is `metadata`: send all of it.';

/** An action on a client that takes nothing and answers with the client. */
export const onClient = (id: string, summary: string, description: string): OperationText => ({
  id,
  summary,
  description,
  body: 'Empty',
  answers: { 200: 'Client' },
  problems: [...NO_CLIENT, 'client-not-active'],
});
