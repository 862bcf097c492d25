/**
 * Where a credential may stand in the headers and the query of a request. The authorizer refuses a credential in the
 * query, and `withPrincipal` takes out of both whatever this file finds, so that no backend sees a credential.
 */
import { containsKey, type ImportedKeys } from '../domain/key-format';
import { type EventMap, textsOf } from '../http/event';

type CredentialPlace = 'headers' | 'query';

const NAMES: Readonly<Record<CredentialPlace, RegExp>> = {
  headers: /^(?:authorization|x-api-key)$/i,
  query: /^(?:access_token|api_?key)$/i,
};

/**
 * The names that are a credential's, or that have something with the form of a key in their name or a value. `imported`:
 * also with the form of an imported key.
 */
export const credentialNames = (map: EventMap, place: CredentialPlace, imported?: ImportedKeys): readonly string[] =>
  textsOf(map)
    .filter(
      ([name, texts]) =>
        NAMES[place].test(name) || [name, ...texts].some((text) => containsKey(text) || imported?.isIn(text) === true),
    )
    .map(([name]) => name);

/** The map without these names; null if there is no map. */
export function withoutCredentials(map: EventMap, place: CredentialPlace): Readonly<Record<string, unknown>> | null {
  const names = credentialNames(map, place);
  return map ? Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name))) : null;
}
