/** Scopes of a key for people: what can be chosen, and why one that the key has is without effect. */

export interface ScopeOfCatalogue {
  readonly name: string;
  readonly description?: string;
}

export interface ScopeState {
  readonly name: string;
  readonly description?: string;
  /** Why it has no effect; undefined if it has. */
  readonly reason?: string;
}

/** What the account may give to a key, in the catalogue's order. What the catalogue no longer has cannot be given. */
export const choosable = (
  catalogue: readonly ScopeOfCatalogue[],
  granted: readonly string[],
): readonly ScopeOfCatalogue[] => catalogue.filter(({ name }) => granted.includes(name));

interface KeyScopes {
  readonly scopes: readonly string[];
  readonly effectiveScopes: readonly string[];
}

/** Each scope of the key, and the reason of each that it has without effect. */
export function scopeStates(
  { scopes, effectiveScopes }: KeyScopes,
  catalogue: readonly ScopeOfCatalogue[],
  granted: readonly string[],
): readonly ScopeState[] {
  return scopes.map((name) => {
    const known = catalogue.find((scope) => scope.name === name);
    const described = { name, ...(known?.description !== undefined && { description: known.description }) };
    if (effectiveScopes.includes(name)) return described;
    if (known === undefined) return { ...described, reason: 'The service no longer has this scope.' };
    if (!granted.includes(name)) return { ...described, reason: 'The account is not granted this scope.' };
    return { ...described, reason: 'The service does not admit it at the moment.' };
  });
}
