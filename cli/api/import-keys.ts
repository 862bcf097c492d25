/**
 * `sallyport keys import`: sends the keys of a file, as many at once as the API takes. A key that is sent twice is imported once,
 * so an import that stopped can be repeated; `--from` leaves out what is done.
 */
import { type Client, type FieldError, NoAnswerError, ProblemError } from '../../client/index';
import { type Given, UsageError } from '../declaration';
import { EXIT } from '../output/errors';
import { type Column, tableLines } from '../output/table';
import type { World } from '../world';
import { apiVerb, type Context } from './api-verb';
import { type ImportRow, importRowsOf } from './import-rows';
import { look, print, type Show } from './show';
import { ACCOUNT, NUMBER, option, repeated, textOf } from './values';

const ARGUMENTS = {
  account: ACCOUNT,
  file: { help: 'JSON, JSON lines or CSV; - reads stdin', read: textOf('FILE')[1] },
};
const OPTIONS = {
  label: option(textOf('LABEL'), 'label of the keys that have none'),
  scope: repeated(option(textOf('SCOPE'), 'scope of the keys that have none')),
  from: option(NUMBER, 'row to begin with, as an import that stopped says'),
};
type Asked = Given<typeof OPTIONS, typeof ARGUMENTS>;

/** What became of a row. */
interface Became {
  /** The first one of the file is 1. */
  readonly row: number;
  readonly status: string;
  readonly keyId?: string;
  readonly keyStatus?: string;
  readonly label?: string;
  /** What the API says of a key that it refuses. */
  readonly problem?: object;
  /** The same in a line for a person. */
  readonly why?: string;
}
interface Imported {
  readonly items: readonly Became[];
  /** The row to go on with, and what stopped the import there. */
  readonly stopped?: { readonly next: number; readonly error: unknown };
}
interface Row {
  readonly number: number;
  readonly value: ImportRow;
}

const COLUMNS: readonly Column<Became>[] = [
  { head: 'ROW', cell: ({ row }) => row, whole: true },
  { head: 'STATUS', cell: ({ status, keyStatus }) => (keyStatus === undefined ? status : `${status}, ${keyStatus}`) },
  { head: 'KEY', cell: ({ keyId }) => keyId, whole: true },
  { head: 'LABEL', cell: ({ label }) => label },
  { head: 'WHY', cell: ({ why }) => why },
];

async function rowsOf({ world, signal }: Context, { file, label, scope, from = 1 }: Asked): Promise<readonly Row[]> {
  const rows = importRowsOf(await textIn(world, file, signal));
  if (from < 1 || from > rows.length) throw new UsageError(`--from takes a row of the file, which has ${rows.length}`);
  const all = rows.map((row, at): Row => {
    const value = { ...(label !== undefined && { label }), ...(scope && { scopes: scope }), ...row };
    // The API judges what the file says.
    return { number: at + 1, value: value as ImportRow };
  });
  return all.slice(from - 1);
}

async function textIn({ readInput, readFile }: World, file: string, signal: AbortSignal): Promise<string> {
  if (file === '-') return readInput(signal);
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'no such file'}`);
  }
}

const MOST_ROWS = 100;
/** The API takes 32 KB; some are left for what encloses the rows. */
const MOST_BYTES = 32_000;

/** How many rows, one at least, the next request has. */
function fitting(rows: readonly Row[]): number {
  let bytes = 0;
  const first = rows.findIndex(({ value }) => (bytes += Buffer.byteLength(JSON.stringify(value)) + 1) > MOST_BYTES);
  return Math.min(first < 0 ? rows.length : Math.max(first, 1), MOST_ROWS);
}

async function importAll(context: Context, asked: Asked): Promise<Imported> {
  const rows = await rowsOf(context, asked);
  const items: Became[] = [];
  let left = rows;
  try {
    while (left.length > 0) {
      const { became, unjudged } = await send(context, asked.account, left.slice(0, fitting(left)));
      items.push(...became);
      const judged = new Set(became.map(({ row }) => row));
      left = [...unjudged, ...left.filter((row) => !judged.has(row.number) && !unjudged.includes(row))];
      context.tell(`${items.length} of ${rows.length}`);
    }
    return { items: inOrder(items) };
  } catch (error) {
    return { items: inOrder(items), stopped: { next: left[0]?.number ?? rows.length, error } };
  }
}

const inOrder = (items: readonly Became[]): readonly Became[] => [...items].sort((one, other) => one.row - other.row);

interface Sent {
  readonly became: readonly Became[];
  /** Those that have to be sent again. */
  readonly unjudged: readonly Row[];
}

async function send({ api, signal }: Context, accountId: string, rows: readonly Row[]): Promise<Sent> {
  try {
    const keys = rows.map(({ value }) => value);
    const { items, nextIndex = rows.length } = await post(api, { accountId, keys, signal });
    if (items.length === 0) throw new NoAnswerError('the answer lists none of the keys');
    const became = items.map(({ index, ...one }) => becameOf(rows[index], one));
    return { became, unjudged: rows.slice(nextIndex) };
  } catch (error) {
    // With one wrong row the API imports none: the others are sent again without it.
    const refused = error instanceof ProblemError ? refusedBy(error, rows) : [];
    if (refused.length === 0) throw error;
    const numbers = refused.map(({ row }) => row);
    return { became: refused, unjudged: rows.filter(({ number }) => !numbers.includes(number)) };
  }
}

const post = (
  api: Client,
  { accountId, keys, signal }: { accountId: string; keys: ImportRow[]; signal: AbortSignal },
) => api.post('/accounts/{accountId}/keys/import', { path: { accountId }, body: { keys }, signal });

type Told = Omit<Awaited<ReturnType<typeof post>>['items'][number], 'index'>;

const becameOf = (row: Row | undefined, { problem, ...told }: Told): Became => ({
  row: row?.number ?? 0,
  ...told,
  ...labelOf(row),
  ...(problem && { problem, why: whyOf(problem.errors, problem.detail ?? problem.title) }),
});

const labelOf = (row: Row | undefined) => (typeof row?.value.label === 'string' ? { label: row.value.label } : {});

/** The rows that the API names as wrong. Empty for a problem that is none of single rows. */
function refusedBy({ status, errors, ...problem }: ProblemError, rows: readonly Row[]): readonly Became[] {
  const isTooLarge = status === 413 && rows.length === 1;
  if (status !== 400 && !isTooLarge) return [];
  return rows.flatMap((row, index) => {
    const own = errors.filter(({ pointer }) => pointer?.startsWith(`/keys/${index}/`) || pointer === `/keys/${index}`);
    if (own.length === 0 && !isTooLarge) return [];
    const { title, detail = title, page: type } = problem;
    const why = whyOf(own, detail);
    const told = { type, status, title, detail, ...(own.length > 0 && { errors: own }) };
    return [{ row: row.number, status: 'refused', ...labelOf(row), problem: told, why }];
  });
}

/** What is wrong with single members; if nothing is said of them, the detail of the whole. */
const whyOf = (errors: readonly FieldError[] = [], detail: string): string =>
  errors.map((one) => `${memberOf(one)}${one.detail}`).join(' ') || detail;

function memberOf({ pointer = '' }: FieldError): string {
  const member = pointer.split('/').slice(3).join('/');
  return member === '' ? '' : `${member}: `;
}

/** Prints the table, also of an import that stopped. The message about the stop comes after the table. */
const show: Show<Imported> = ({ items, stopped }, { world, json, tell }) => {
  const told = items.map(({ why, ...item }) => (json ? item : { ...item, why }));
  const next = stopped && { nextRow: stopped.next };
  if (json) print(world.stdout, [JSON.stringify({ items: told, ...next }, null, 2)]);
  else if (items.length > 0) print(world.stdout, tableLines(COLUMNS, items, look(world)));
  const counted = ['imported', 'exists', 'refused'].map(
    (status) => `${items.filter((item) => item.status === status).length} ${status}`,
  );
  tell(counted.join(', '));
  if (stopped !== undefined) {
    tell(`stopped before row ${stopped.next}; the same command goes on with --from ${stopped.next}`);
    throw stopped.error;
  }
  return items.some(({ status }) => status === 'refused') ? EXIT.refused : EXIT.done;
};

export const importKeys = apiVerb({
  name: 'keys import',
  summary: 'Imports keys that were made elsewhere from a file, and prints what became of each',
  arguments: ARGUMENTS,
  options: OPTIONS,
  notes: `The first line of CSV names its columns: key or hash, label, scopes, description, tags,
networks, plan, expiresAt, notBefore, metadata.NAME; spaces separate the members of a list.
Keys that were imported before stay as they are, so the same import can be repeated.
The exit code is 1 if a key was refused.`,
  call: importAll,
  show,
});
