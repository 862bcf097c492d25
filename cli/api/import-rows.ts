/**
 * The keys in a file of JSON, JSON lines or CSV. What a file holds is never repeated in a message, not even the name of a
 * column: in a file without a first line of names it would be a key.
 */
import type { Operation } from '../../client/types';
import { isJsonObject, type JsonObject } from '../../local/json';
import { UsageError } from '../declaration';

type Import = Operation<'post', '/accounts/{accountId}/keys/import'>['requestBody']['content']['application/json'];
/** A key as the API takes it. Whether a file's row really is one, the API says. */
export type ImportRow = Import['keys'][number];

/** All rows of a file, in its order. Throws a UsageError for a text that is none of the three. */
export function importRowsOf(text: string): readonly JsonObject[] {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (content === '') throw new UsageError('there are no keys: the file is empty');
  if (!/^[[{]/.test(content)) return csvRows(content);
  const whole = parsed(content);
  if (whole !== undefined) return rowsIn(whole.value, 'the file');
  return content.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const one = parsed(line);
    if (one === undefined) throw new UsageError(`line ${at + 1} of the file is no JSON`);
    return rowsIn(one.value, `line ${at + 1} of the file`);
  });
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    // Node's message shows a part of the text.
    return undefined;
  }
}

/** A list, what the API takes (`{"keys": […]}`), or one key. */
function rowsIn(value: unknown, what: string): readonly JsonObject[] {
  const listed = isJsonObject(value) && Array.isArray(value.keys) ? value.keys : value;
  const rows: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
  return rows.map((row) => {
    if (isJsonObject(row)) return row;
    throw new UsageError(`${what} holds something that is no JSON object`);
  });
}

const TEXTS = ['key', 'hash', 'label', 'description', 'plan', 'expiresAt', 'notBefore'];
const LISTS = ['scopes', 'tags', 'networks'];
const FACT = /^metadata\.(.+)$/;

/** One row for each record after the first, which names the columns. An empty cell is no member. */
function csvRows(text: string): readonly JsonObject[] {
  const [names = [], ...records] = csvRecords(text);
  const wrong = names.findIndex((name) => ![...TEXTS, ...LISTS].includes(name) && !FACT.test(name));
  if (wrong >= 0) throw new UsageError(`column ${wrong + 1} of the file has none of the names ${COLUMNS}`);
  return records.map((cells, at) => {
    if (cells.length > names.length) throw new UsageError(`row ${at + 1} of the file has a cell without a column`);
    return rowOf(names, cells);
  });
}

const COLUMNS = `${TEXTS.join(', ')}, ${LISTS.join(', ')} and metadata.NAME`;

function rowOf(names: readonly string[], cells: readonly string[]): JsonObject {
  const metadata: [string, string][] = [];
  const members: [string, unknown][] = [];
  for (const [at, name] of names.entries()) {
    const cell = cells[at] ?? '';
    const [, fact] = FACT.exec(name) ?? [];
    if (cell === '') continue;
    if (fact !== undefined) metadata.push([fact, cell]);
    else members.push([name, LISTS.includes(name) ? cell.split(/[\s;]+/).filter(Boolean) : cell]);
  }
  if (metadata.length > 0) members.push(['metadata', Object.fromEntries(metadata)]);
  return Object.fromEntries(members);
}

/** A cell (RFC 4180), in quotes or not, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function csvRecords(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  CELL.lastIndex = 0;
  for (;;) {
    const found = CELL.exec(text);
    if (found === null) throw new UsageError(`row ${records.length - 1} of the file has a quote in a wrong place`);
    const [, quoted, bare = '', end] = found;
    records.at(-1)?.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') records.push([]);
  }
  return records.filter((cells) => cells.some((cell) => cell !== ''));
}
