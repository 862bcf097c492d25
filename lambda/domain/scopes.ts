/** Scopes: `verb:resource`. One catalogue a deployment, for keys and tokens alike. */

const PART = '[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?';
/** A scope's grammar, 3 to 64 characters: a subset of RFC 6749 section 3.3 and of what Cognito takes. */
const SCOPE = new RegExp(`^${PART}:${PART}$`);
export const SCOPE_MAX_LENGTH = 64;
/** `read:*`: all scopes of the catalogue with that verb. */
const WILDCARD = new RegExp(`^(${PART}):\\*$`);

export const isScope = (text: string): boolean => text.length <= SCOPE_MAX_LENGTH && SCOPE.test(text);

/**
 * Expands wildcards against the catalogue, in catalogue order, without repeats.
 * `unknown` holds the positions of entries that name nothing in the catalogue.
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

/** What all lists have in common, in the first one's order. Nothing in, nothing out. */
export const intersect = (first: readonly string[], ...others: readonly (readonly string[])[]): readonly string[] =>
  first.filter((scope) => others.every((list) => list.includes(scope)));

/** The entries of `scopes` that the grant does not hold. */
export const beyond = (scopes: readonly string[], granted: readonly string[]): readonly string[] =>
  scopes.filter((scope) => !granted.includes(scope));
