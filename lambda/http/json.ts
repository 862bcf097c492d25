/**
 * Reads JSON that a stranger wrote. What two parsers could read differently (a member given twice), what
 * reaches an object's prototype (`__proto__`), and what nests deep enough to hurt a walk, is refused.
 */
import type { FieldError } from '../domain/outcome';

/** Deepest nesting of objects and lists that is read. */
export const MAX_DEPTH = 16;

export type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fieldError: FieldError };

/** A string with the colon that makes it a member's name, or a bracket. Linear; the text is valid JSON. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;

export function readJson(text: string): JsonRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('The body is not valid JSON (RFC 8259).');
  }
  return structureFault(text) ?? { ok: true, value };
}

function structureFault(text: string): JsonRead | undefined {
  const open: Set<string>[] = [];
  for (const [token, name = '', colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const member: unknown = JSON.parse(`"${name}"`);
      const fault = nameFault(String(member), open.at(-1));
      if (fault !== undefined) return no(fault);
    }
    if (open.length > MAX_DEPTH) return no(`The body nests deeper than ${MAX_DEPTH} levels.`);
  }
  return undefined;
}

function nameFault(name: string, seen?: Set<string>): string | undefined {
  if (name === '__proto__') return 'No member may be called "__proto__".';
  if (seen?.has(name)) return 'A member is given twice in one object.';
  seen?.add(name);
  return undefined;
}

const no = (detail: string): JsonRead => ({ ok: false, fieldError: { pointer: '', detail } });

/** One text for equal values: object members in order of their names. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
