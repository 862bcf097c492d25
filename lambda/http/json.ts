/**
 * Reads JSON that a caller wrote. Refuses a member that is given twice (two parsers could read it differently),
 * `__proto__` (it can reach an object's prototype), and deep nesting (it can overflow the stack).
 */
import type { FieldError } from '../domain/outcome';

/** The deepest nesting of objects and lists that is accepted. */
export const MAX_DEPTH = 16;

export type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fieldError: FieldError };

/** Matches a bracket or a string; a colon after the string marks a member's name. Linear time on valid JSON. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;

export function readJson(text: string): JsonRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalidJson('The body is not valid JSON (RFC 8259).');
  }
  return structureError(text) ?? { ok: true, value };
}

function structureError(text: string): JsonRead | undefined {
  const open: Set<string>[] = [];
  for (const [token, name = '', colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const member = String(JSON.parse(`"${name}"`));
      if (member === '__proto__') return invalidJson('Remove the member "__proto__".');
      if (open.at(-1)?.has(member)) return invalidJson('A member is given twice in one object. Send it once.');
      open.at(-1)?.add(member);
    }
    if (open.length > MAX_DEPTH) return invalidJson(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  }
  return undefined;
}

const invalidJson = (detail: string): JsonRead => ({ ok: false, fieldError: { pointer: '', detail } });

/** JSON with members sorted by name, so that equal values give the same text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
