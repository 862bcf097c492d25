/**
 * Tells the authorizer each route's scope and door in one environment variable, which
 * lambda/http/route-table.ts reads.
 *
 * A Lambda function's environment holds 4 KB in all
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), so a route is six bytes: four of
 * a hash of its method and path, one for the scope's position, one for the door. A table that does not fit,
 * or in which a call could meet another route's four bytes, fails the synth.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Token } from 'aws-cdk-lib';
import { DOORS, type Door as FunctionDoor } from '../lambda/doors/authorizer/route-table';

export interface GuardedRoute {
  /** `GET /orders/{id}` */
  readonly route: string;
  /** `null`: any valid credential. */
  readonly scope: string | null;
  readonly door: FunctionDoor;
}

export const ENVIRONMENT_LIMIT = 4096;
/** Assumed length of a value known only after deployment; the longest of them, the key set's URL, is about 100. */
const UNKNOWN_LENGTH = 128;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST_TABLE_NAME = 255;
const NO_SCOPE = 255;
/** The methods of a REST API; `ANY` stands for all of them. */
export const VERBS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Base64 of deflated: the scopes as JSON, a line feed, six bytes a route. */
export function encodeRoutes(routes: readonly GuardedRoute[]): string {
  const scopes = [...new Set(routes.flatMap(({ scope }) => scope ?? []))];
  const entries = routes.map(({ route, scope, door }) =>
    Buffer.concat([
      fingerprintOf(route),
      Buffer.of(scope === null ? NO_SCOPE : scopes.indexOf(scope), DOORS.indexOf(door)),
    ]),
  );
  const head = Buffer.from(`${JSON.stringify(scopes)}\n`, 'utf8');
  return deflateRawSync(Buffer.concat([head, ...entries]), { level: 9 }).toString('base64');
}

const fingerprintOf = (route: string): Buffer => createHash('sha256').update(route).digest().subarray(0, 4);

/** What is wrong with the table, in the deployer's words; empty when nothing is. */
export function faultsOfRoutes(
  routes: readonly GuardedRoute[],
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const size = environmentSize({ ...environment, ROUTES: encodeRoutes(routes) });
  const faults = collisions(routes);
  if (size > ENVIRONMENT_LIMIT)
    faults.push(
      `${routes.length} protected routes make the authorizer’s environment ${size} bytes long; allowed: ${ENVIRONMENT_LIMIT}. ` +
        'Protect fewer routes with one Sallyport, use ANY or {proxy+}, or shorten the scopes’ names.',
    );
  return faults;
}

function collisions(routes: readonly GuardedRoute[]): string[] {
  const seen = new Map<string, string>();
  const twins = routes.flatMap(({ route }) => {
    const fingerprint = fingerprintOf(route).toString('hex');
    const other = seen.get(fingerprint);
    seen.set(fingerprint, route);
    return other === undefined ? [] : [sameHash(other, route)];
  });
  return [...twins, ...routes.flatMap(({ route }) => collisionsOfAny(route, seen))];
}

/** The authorizer looks for the concrete method first, so what `ANY` stands for must not meet another route's row. */
function collisionsOfAny(route: string, seen: ReadonlyMap<string, string>): string[] {
  if (!route.startsWith('ANY ')) return [];
  return VERBS.flatMap((verb) => {
    const concrete = route.replace('ANY', verb);
    const other = seen.get(fingerprintOf(concrete).toString('hex'));
    return other === undefined || other === concrete ? [] : [sameHash(other, `${concrete}" of "${route}`)];
  });
}

const sameHash = (one: string, other: string): string =>
  `"${one}" and "${other}" share a hash; rename one of the two paths`;

const environmentSize = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment).reduce((sum, [name, value]) => sum + name.length + lengthOf(name, value), 0);

function lengthOf(name: string, value: string): number {
  if (!Token.isUnresolved(value)) return Buffer.byteLength(value);
  return name === 'TABLE_NAME' ? LONGEST_TABLE_NAME : UNKNOWN_LENGTH;
}
