/** What an endpoint takes, as data: requests are read by it, and the OpenAPI document is written from it. */
import * as z from 'zod';
import type { FieldError } from '../../domain/outcome';
import type { LegibleBody, Moment } from './field-errors';

/** A query as its schema gives it. Every list has `cursor`. */
export interface QueryValues {
  readonly cursor?: string | undefined;
}

/** The schemas and options of one endpoint; whatever they do not name is refused. */
export interface RequestShape<P = unknown, Q extends QueryValues = QueryValues, B = unknown> {
  /** The parameters of the route's path. */
  readonly params: z.ZodType<P>;
  readonly query: z.ZodType<Q>;
  readonly body: z.ZodType<B>;
  /** Whether an absent body stands for `{}`. */
  readonly bodyOptional?: true;
  /** Judges what the schema cannot: scopes against the catalogue, dates against the clock. The operation judges the same. */
  readonly check?: (body: LegibleBody, moment: Moment) => readonly FieldError[];
  /** Whether the endpoint takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Whether the endpoint takes an `If-Match`. */
  readonly conditional?: true;
  /** Form of a list's positions, without the account's id where positions begin with it. */
  readonly position?: { readonly form: RegExp; readonly afterAccountId: boolean };
}

export const noQuery = z.strictObject({});
export const noBody = z.undefined();
export const emptyBody = z.strictObject({});

/** For endpoints that take nothing but their path. */
export const pathOnly = { query: noQuery, body: noBody } as const;
/** For verbs that take an empty body, `{}`, or none. */
export const emptyOrNoBody = { query: noQuery, body: emptyBody, bodyOptional: true } as const;
