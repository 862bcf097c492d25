/** Reads a request's query and, for lists, the cursor in it. */
import type { FieldError } from '../../domain/outcome';
import { type List, listName, readCursor } from './cursor';
import { type ProxyEvent, routeKeyOf } from '../../http/event';
import { check } from './field-errors';
import type { RequestForm } from './requests';

export interface QueryRead {
  /** The query as its schema gives it, without the cursor. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
  readonly list: List;
  /** The position that the cursor holds. */
  readonly after?: string | undefined;
  /** Whether a cursor came that is none of this list's. */
  readonly foreignCursor: boolean;
}

/** A parameter given twice is a list, which no schema here takes. The limit may change from page to page. */
export function readQuery(event: ProxyEvent, form: RequestForm): QueryRead {
  const given = Object.entries(event.multiValueQueryStringParameters ?? {});
  const single = given.map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
  const checked = check(form.query, Object.fromEntries(single), 'query');
  if (!checked.ok) return { values: {}, errors: checked.errors, list: listOf(event, form, {}), foreignCursor: false };
  const { cursor, ...values } = checked.value;
  const list = listOf(event, form, { ...values, limit: undefined });
  const after = typeof cursor === 'string' ? readCursor(list, cursor) : undefined;
  return { values, errors: [], list, after, foreignCursor: cursor !== undefined && after === undefined };
}

function listOf(event: ProxyEvent, { position }: RequestForm, filters: object): List {
  const accountId = event.pathParameters?.['accountId'] ?? '';
  return {
    name: listName(routeKeyOf(event), accountId, filters),
    start: position?.afterAccountId ? accountId : '',
    form: position?.form ?? NOTHING,
  };
}

/** A route that is no list has no positions. */
const NOTHING = /(?!)/;
