/** The routes of the guarded API with their doors and scopes, as `protect` was told them. */
import { decodeRoutes, routeRule, type Door } from '../../lambda/doors/authorizer/route-table';
import { InvariantError } from '../../lambda/domain/outcome';
import { ruleText } from '../../lambda/domain/scopes';
import type { ServedRoute } from '../../local/served-api';
import type { LocalRun } from '../../local/start';

export interface GuardedRoute {
  /** An HTTP method, or `ANY`. */
  readonly method: string;
  /** For example `/orders/{id}`. */
  readonly path: string;
  /** `open` takes every request; `IAM` and `other` are guards that are not Sallyport's. */
  readonly door: Door | 'cognito' | 'open' | 'IAM' | 'other';
  /** Whether a caller has to send a native key as well; absent when not. */
  readonly nativeKey?: true;
  /** As text, for example `read:orders or admin:orders`; undefined if any valid credential is enough. */
  readonly scope: string | undefined;
  readonly bodySchema: unknown;
}

/** The routes of the API with this URL, by path. CORS preflights are left out. */
export function guardedRoutes(
  { apis, environments }: Pick<LocalRun, 'apis' | 'environments'>,
  url: string,
): readonly GuardedRoute[] {
  const served = Object.values(apis).find((api) => api.url === url)?.routes ?? [];
  return served
    .map((route) => ({ ...route, ...doorOf(route, environments) }))
    .filter(({ method, door, nativeKey }) => method !== 'OPTIONS' || door !== 'open' || nativeKey)
    .sort(byPath);
}

/** The order of the methods of one path. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'];

const byPath = (one: GuardedRoute, other: GuardedRoute): number =>
  one.path === other.path
    ? METHODS.indexOf(one.method) - METHODS.indexOf(other.method)
    : one.path < other.path
      ? -1
      : 1;

function doorOf(
  { method, path, guard }: ServedRoute,
  environments: LocalRun['environments'],
): Pick<GuardedRoute, 'door' | 'scope'> {
  if (guard.kind === 'none') return { door: 'open', scope: undefined };
  if (guard.kind === 'unserved') return { door: UNSERVED[guard.authorization] ?? 'other', scope: undefined };
  if (guard.kind === 'cognito') return { door: 'cognito', scope: guard.scopes.map(withoutServer).join(' or ') };
  return functionDoor(environments[guard.functionName ?? '']?.ROUTES ?? '', method, path);
}

const UNSERVED: Readonly<Record<string, GuardedRoute['door']>> = { AWS_IAM: 'IAM', NONE: 'open' };

/** `read:orders` of `orders/read:orders`. */
const withoutServer = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1);

function functionDoor(table: string, method: string, path: string): Pick<GuardedRoute, 'door' | 'scope'> {
  try {
    const { door, scope } = routeRule(decodeRoutes(table), method, path);
    return { door, scope: scope === null ? undefined : ruleText(scope) };
  } catch (error) {
    // Not the authorizer of Sallyport, or a route that it does not know.
    if (error instanceof InvariantError) return { door: 'other', scope: undefined };
    throw error;
  }
}
