/**
 * Scopes: `verb:resource`. A deployment has one catalogue for keys and tokens. A scope rule is what a call asks of a
 * credential's scopes. A rule that names no scope is none, so that it cannot let everybody in.
 */

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

/** One of several scopes is enough. A 403 tells an OAuth client to ask for the first, so put the least one first. */
export interface AnyOf<Scope extends string = string> {
  readonly anyOf: readonly Scope[];
  readonly allOf?: never;
}
/** Every one of several scopes is needed. */
export interface AllOf<Scope extends string = string> {
  readonly allOf: readonly Scope[];
  readonly anyOf?: never;
}
/**
 * What a call asks of a credential's scopes: one scope, one of several, or all of several.
 *
 * @example
 * import type { ScopeRule } from 'sallyport';
 *
 * const one: ScopeRule = 'read:orders';
 * const any: ScopeRule = { anyOf: ['read:orders', 'admin:orders'] };
 * const all: ScopeRule = { allOf: ['read:orders', 'read:bills'] };
 */
export type ScopeRule<Scope extends string = string> = Scope | AnyOf<Scope> | AllOf<Scope>;
/** Most scopes that a rule may list: a credential has no more. */
export const RULE_SCOPES_MAX = 50;

const [OR, AND] = [' or ', ' and '];
/** A scope, with a resource server's prefix or without. It can stand in a JSON string and in a header as it is. */
const NAME = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const isName = (value: unknown): boolean => typeof value === 'string' && NAME.test(value);

/** Whether the value has the form of a rule. Checked where a program in JavaScript may pass anything. */
export function isScopeRule(value: unknown): value is ScopeRule {
  if (typeof value !== 'object' || value === null) return isName(value);
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  const isList = ([member, list]: readonly [string, unknown]): boolean =>
    ['anyOf', 'allOf'].includes(member) && Array.isArray(list) && list.length > 0 && list.every(isName);
  return members.length === 1 && members.every(isList);
}

/** The rule on one line: `read:orders`, `read:orders or admin:orders`, `read:orders and write:orders`. */
export function ruleText(rule: ScopeRule): string {
  if (typeof rule === 'string') return rule;
  return rule.anyOf === undefined ? rule.allOf.join(AND) : rule.anyOf.join(OR);
}

/** The rule that `ruleText` wrote; undefined for any other text. */
export function parseRule(text: string): ScopeRule | undefined {
  const [anyOf, allOf] = [text.split(OR), text.split(AND)];
  const several = anyOf.length > 1 ? { anyOf } : { allOf };
  const rule = anyOf.length > 1 || allOf.length > 1 ? several : text;
  return isScopeRule(rule) ? rule : undefined;
}

/** The smallest sets of scopes that are enough for the rule, in its order. Without a rule (null) none is needed. */
export function enoughFor(rule: ScopeRule | null): readonly (readonly string[])[] {
  if (rule === null) return [[]];
  if (typeof rule === 'string') return [[rule]];
  return rule.anyOf === undefined ? [rule.allOf] : rule.anyOf.map((scope) => [scope]);
}

/** Whether these scopes are enough for the rule. */
export const meets = (scopes: readonly string[], rule: ScopeRule | null): boolean =>
  enoughFor(rule).some((set) => set.every((scope) => scopes.includes(scope)));

/** Scopes that are enough, as OAuth lists them: separated by spaces (RFC 6749 section 3.3). Of `anyOf` it is the first. */
export const scopeList = (rule: ScopeRule): string => enoughFor(rule).slice(0, 1).flat().join(' ');

/** The scopes that all lists hold, in the order of the first list. */
export const intersect = (first: readonly string[], ...others: readonly (readonly string[])[]): readonly string[] =>
  first.filter((scope) => others.every((list) => list.includes(scope)));

/** The entries of `scopes` that `granted` does not hold. */
export const beyond = (scopes: readonly string[], granted: readonly string[]): readonly string[] =>
  scopes.filter((scope) => !granted.includes(scope));
