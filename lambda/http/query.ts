/** Reads a request's query and, for lists, the cursor in it. */
import type { Fault } from '../core/outcome';
import { listName, readCursor } from './cursor';
import type { ProxyEvent } from './event';
import { check } from './faults';
import type { RequestForm } from './requests';

export interface QueryRead {
  /** The query as its schema gives it, without the cursor. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly Fault[];
  /** What this list's cursors are bound to. */
  readonly list: string;
  /** The position that the cursor holds. */
  readonly after?: string | undefined;
  /** Whether a cursor came that is none of this list's. */
  readonly foreignCursor: boolean;
}

/** A parameter given twice is a list, which no schema here takes. The route names the list together with account and filters; the limit may change from page to page. */
export function readQuery(event: ProxyEvent, form: RequestForm, accountId: string): QueryRead {
  const given = Object.entries(event.multiValueQueryStringParameters ?? {});
  const single = given.map(([name, values]) => [name, values?.length === 1 ? values[0] : values] as const);
  const checked = check(form.query, Object.fromEntries(single), 'query');
  if (!checked.ok) return { values: {}, errors: checked.errors, list: '', foreignCursor: false };
  const { cursor, ...values } = checked.value;
  const { limit: _, ...filters } = values;
  const list = listName(`${event.httpMethod} ${event.resource}`, accountId, filters);
  const after = cursor === undefined ? undefined : positionOf(String(cursor), { list, form, accountId });
  return { values, errors: [], list, after, foreignCursor: cursor !== undefined && after === undefined };
}

interface List {
  readonly list: string;
  readonly form: RequestForm;
  readonly accountId: string;
}

/** The table key's start is the call's own account, never the cursor's. */
function positionOf(cursor: string, { list, form, accountId }: List): string | undefined {
  const suffix = readCursor(list, cursor);
  if (suffix === undefined || !form.position?.form.test(suffix)) return undefined;
  return form.position.afterAccountId ? accountId + suffix : suffix;
}
