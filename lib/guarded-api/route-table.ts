/**
 * Encodes the scopes and the door of each protected route for the authorizer, in its environment variable `ROUTES`.
 * lambda/doors/authorizer/route-table.ts decodes it.
 *
 * All environment variables of a Lambda function together have 4 KB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), so a route takes six bytes: four of the
 * hash of its method and path, one for the position of its scope rule, one for its door. The synth fails when the table does
 * not fit, or when a call could match the hash of another route.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Token } from 'aws-cdk-lib';
import { DOORS, type Door as FunctionDoor, NO_RULE, TABLE_MAX_BYTES } from '../../lambda/doors/authorizer/route-table';
import { ruleText, type ScopeRule } from '../../lambda/domain/scopes';

export interface GuardedRoute {
  /** Method and path, for example `GET /orders/{id}`. */
  readonly route: string;
  /** `null`: any valid credential may call the route. */
  readonly scope: ScopeRule | null;
  readonly door: FunctionDoor;
}

/** Bytes of all environment variables of a Lambda function. */
export const ENVIRONMENT_LIMIT = 4096;
/** Assumed bytes of a value that is known only after deployment. The longest one, the key set's URL, has about 100. */
const UNKNOWN_LENGTH = 128;
/** Characters (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */
const LONGEST_TABLE_NAME = 255;
/** The HTTP methods that `ANY` stands for in a REST API. */
export const VERBS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Most bytes of a table that is written as it is. About 100 routes with a few scope rules have so many. */
const MOST_PLAIN = 768;

/** Returns base64 of the table: the scope rules as a JSON array, a line feed, then six bytes for each route. */
export function encodeRoutes(routes: readonly GuardedRoute[]): string {
  const table = tableOf(routes);
  return (table.length > MOST_PLAIN ? deflateRawSync(table, { level: 9 }) : table).toString('base64');
}

function tableOf(routes: readonly GuardedRoute[]): Buffer {
  const rules = rulesOf(routes);
  const entries = routes.map(({ route, scope, door }) =>
    Buffer.concat([
      fingerprintOf(route),
      Buffer.of(scope === null ? NO_RULE : rules.indexOf(ruleText(scope)), DOORS.indexOf(door)),
    ]),
  );
  return Buffer.concat([Buffer.from(`${JSON.stringify(rules)}\n`, 'utf8'), ...entries]);
}

/** Each rule once, as its text. */
const rulesOf = (routes: readonly GuardedRoute[]): readonly string[] => [
  ...new Set(routes.flatMap(({ scope }) => (scope === null ? [] : ruleText(scope)))),
];

const fingerprintOf = (route: string): Buffer => createHash('sha256').update(route).digest().subarray(0, 4);

/** Path of a route that a key opens and that can be called as it is, to show people a call; empty if there is none. */
export function examplePathOf(routes: readonly GuardedRoute[]): string {
  const paths = routes.flatMap(({ route, door }) => {
    const [method = '', path = ''] = route.split(' ');
    return door !== 'token' && ['GET', 'ANY'].includes(method) && !path.includes('{') ? [path] : [];
  });
  return (paths.find((path) => path !== '/') ?? '').replace(/\/$/, '');
}

/** Error messages for the deployer; empty when the table can be deployed. */
export function routeTableErrors(
  routes: readonly GuardedRoute[],
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const size = environmentSize({ ...environment, ROUTES: encodeRoutes(routes) });
  const rules = rulesOf(routes).length;
  const bytes = tableOf(routes).length;
  const limits = [
    { is: size, allowed: ENVIRONMENT_LIMIT, told: `make the authorizer’s environment ${size} bytes long` },
    { is: rules, allowed: NO_RULE, told: `have ${rules} different scope rules` },
    { is: bytes, allowed: TABLE_MAX_BYTES, told: `make the authorizer’s route table ${bytes} bytes long` },
  ];
  const exceeded = limits.filter(({ is, allowed }) => is > allowed);
  return [
    ...collisions(routes),
    ...exceeded.map(
      ({ allowed, told }) =>
        `${routes.length} protected routes ${told}; allowed: ${allowed}. Protect fewer routes with one Sallyport, use ANY ` +
        'or {proxy+}, shorten the names of the scopes, or give one scope to what several scopes may do. Fewer plans make room too.',
    ),
  ];
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

/**
 * The authorizer looks up the request's own method before `ANY`. So a method that `ANY` stands for, such as `GET
 * /all` of `ANY /all`, must not have the hash of another route.
 */
function collisionsOfAny(route: string, seen: ReadonlyMap<string, string>): string[] {
  if (!route.startsWith('ANY ')) return [];
  return VERBS.flatMap((verb) => {
    const concrete = route.replace('ANY', verb);
    const other = seen.get(fingerprintOf(concrete).toString('hex'));
    return other === undefined || other === concrete ? [] : [sameHash(other, `${concrete} (one of ${route})`)];
  });
}

const sameHash = (one: string, other: string): string =>
  `${one} and ${other} have the same hash in the authorizer’s route table; rename one of the two paths`;

const environmentSize = (environment: Readonly<Record<string, string>>): number =>
  Object.entries(environment).reduce((sum, [name, value]) => sum + name.length + lengthOf(name, value), 0);

function lengthOf(name: string, value: string): number {
  if (!Token.isUnresolved(value)) return Buffer.byteLength(value);
  return name === 'TABLE_NAME' ? LONGEST_TABLE_NAME : UNKNOWN_LENGTH;
}
