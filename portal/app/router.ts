/** Addresses behind the `#`, so that the page works below any path of any host without a rule on the server. */

export type Params = Readonly<Record<string, string>>;

/** The parameters of a path, for example `/accounts/:accountId/keys`; undefined if it has another form. */
export function matchPath(pattern: string, path: string): Params | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const value = given[place] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else {
      const decoded = decode(value);
      if (decoded === undefined || decoded === '') return undefined;
      params[part.slice(1)] = decoded;
    }
  }
  return params;
}

/** The address of a path with these parameters, for `href`. */
export const hrefTo = (pattern: string, params: Params = {}): string =>
  `#${pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))}`;

/** The path in the address of the page; `/` if there is none. */
export const pathOf = (hash: string): string => (hash.startsWith('#/') ? hash.slice(1) : '/');

/** The first route with this path, and its parameters. */
export function findRoute<R extends { readonly pattern: string }>(
  routes: readonly R[],
  path: string,
): { readonly route: R; readonly params: Params } | undefined {
  for (const route of routes) {
    const params = matchPath(route.pattern, path);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** Undefined for what is no UTF-8 in percent encoding. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
