/** Describes an endpoint's request. `read-request.ts` reads requests by it; the OpenAPI document is made from it. */
import * as z from 'zod';
import type { FieldError } from '../../domain/outcome';
import type { LegibleBody, Moment } from './field-errors';

/** The output of a query's schema. Every list has `cursor`, every report of days has `from`. */
export interface QueryValues {
  readonly cursor?: string | undefined;
  readonly from?: string | undefined;
}

/** The schemas and options of one endpoint. Members and parameters that they do not name are refused. */
export interface RequestShape<P = unknown, Q extends QueryValues = QueryValues, B = unknown> {
  /** The parameters of the route's path. */
  readonly params: z.ZodType<P>;
  readonly query: z.ZodType<Q>;
  readonly body: z.ZodType<B>;
  /** Whether an absent body counts as `{}`. */
  readonly bodyOptional?: true;
  /** Checks scopes and dates as the operation does. Runs only if there are other errors, to report all at once. */
  readonly check?: (body: LegibleBody, moment: Moment) => readonly FieldError[];
  /** Whether the endpoint takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /**
   * Whether a body with `account` may make the account that the path names by its external id. Such a path keeps that
   * name, since there may be no id: also the fingerprint of its `Idempotency-Key` is made of it.
   */
  readonly mayMakeAccount?: true;
  /** Whether the endpoint takes an `If-Match`. */
  readonly conditional?: true;
  /** For a list: the pattern of its positions. `afterAccountId`: the account id comes before the pattern. */
  readonly position?: { readonly form: RegExp; readonly afterAccountId: boolean };
}

export const noQuery = z.strictObject({});
export const noBody = z.undefined();
export const emptyBody = z.strictObject({});

/** The common kinds of requests, made from the schema of the path's parameters. */
export const pathOnly = <P>(params: P) => ({ params, query: noQuery, body: noBody });
export const pathAndQuery = <P, Q>(params: P, query: Q) => ({ params, query, body: noBody });
export const pathAndBody = <P, B>(params: P, body: B) => ({ params, query: noQuery, body });
/** For actions whose body is `{}` or absent. An action may be sent again, so it takes an `Idempotency-Key`. */
export const emptyOrNoBody = <P>(params: P) => action(params, emptyBody);
/** For actions whose body may be absent. */
export const action = <P, B>(params: P, body: B) =>
  ({ ...pathAndBody(params, body), bodyOptional: true, idempotent: true }) as const;
