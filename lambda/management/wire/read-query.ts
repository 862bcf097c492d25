/** Reads a request's query and, for lists, the cursor in it. */
import type { FieldError } from '../../domain/outcome';
import { type ProxyEvent, routeKeyOf } from '../../http/event';
import { type List, listName, readCursor } from './cursor';
import { checkSchema } from './field-errors';
import type { QueryValues, RequestShape } from './request-shape';

export type QueryRead<Q> =
  | { readonly ok: false; readonly errors: readonly FieldError[] }
  | {
      readonly ok: true;
      readonly value: Q;
      readonly list: List;
      /** The position that the cursor holds. */
      readonly after?: string | undefined;
      /** Whether the cursor belongs to another list. */
      readonly foreignCursor: boolean;
    };

/** A parameter that is given twice is a list, which no schema here takes. The limit may change from page to page. */
export function readQuery<P, Q extends QueryValues, B>(event: ProxyEvent, shape: RequestShape<P, Q, B>): QueryRead<Q> {
  const given = Object.entries(event.multiValueQueryStringParameters ?? {});
  const single = given.map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
  const checked = checkSchema(shape.query, Object.fromEntries(single), 'query');
  if (!checked.ok) return checked;
  const { value } = checked;
  const list = listOf(event, shape.position, { ...value, cursor: undefined, limit: undefined });
  const after = value.cursor === undefined ? undefined : readCursor(list, value.cursor);
  return { ok: true, value, list, after, foreignCursor: value.cursor !== undefined && after === undefined };
}

function listOf(event: ProxyEvent, position: RequestShape['position'], filters: object): List {
  const accountId = event.pathParameters?.['accountId'] ?? '';
  return {
    name: listName(routeKeyOf(event), accountId, filters),
    start: position?.afterAccountId ? accountId : '',
    form: position?.form ?? NO_POSITION,
  };
}

/** Matches no text: an endpoint that is no list has no positions. */
const NO_POSITION = /(?!)/;
