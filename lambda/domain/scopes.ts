/** Scopes: `verb:resource`. A deployment has one catalogue for keys and tokens. */

const PART = '[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?';
/** Stricter than RFC 6749 section 3.3 and than Cognito's scope names. */
const SCOPE_PATTERN = new RegExp(`^${PART}:${PART}$`);
export const SCOPE_MAX_LENGTH = 64;
/** A wildcard scope, for example `read:*`: all scopes of the catalogue with that verb. */
const WILDCARD = new RegExp(`^(${PART}):\\*$`);

export const isScope = (text: string): boolean => text.length <= SCOPE_MAX_LENGTH && SCOPE_PATTERN.test(text);

/**
 * Expands wildcards against the catalogue. `scopes` is in the catalogue's order and without repeats; `unknown` holds
 * the positions of entries that match no scope of the catalogue.
 */
export function expandScopes(
  asked: readonly string[],
  catalogue: readonly string[],
): { readonly scopes: readonly string[]; readonly unknown: readonly number[] } {
  const found = new Set<string>();
  const unknown: number[] = [];
  asked.forEach((entry, position) => {
    const verb = WILDCARD.exec(entry)?.[1];
    const named = catalogue.filter((scope) => (verb === undefined ? scope === entry : scope.startsWith(`${verb}:`)));
    if (named.length === 0) unknown.push(position);
    for (const scope of named) found.add(scope);
  });
  return { scopes: catalogue.filter((scope) => found.has(scope)), unknown };
}

/** The scopes that all lists hold, in the order of the first list. */
export const intersect = (first: readonly string[], ...others: readonly (readonly string[])[]): readonly string[] =>
  first.filter((scope) => others.every((list) => list.includes(scope)));

/** The entries of `scopes` that `granted` does not hold. */
export const beyond = (scopes: readonly string[], granted: readonly string[]): readonly string[] =>
  scopes.filter((scope) => !granted.includes(scope));
