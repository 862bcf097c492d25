/** The guarded API as its caller knows it: every route times everyone, and what the gateway says by itself. */
import type { Answer } from '../support/local-run';
import { callGuarded, fetchToken } from './calls';
import { describe, type Expectation, type Journey, type ProblemFace, type Scene, unlike } from './expectation';
import { ALL_MANAGEMENT, BOTH, type Visitor } from './visitors';

export interface GuardedRoute {
  readonly method: string;
  readonly path: string;
  readonly resource: string;
  readonly scope: 'read:orders' | 'write:orders' | null;
  readonly door: 'any' | 'key' | 'token' | 'cognito';
  readonly status: number;
}

/** What the sample promises, written by hand: nothing of it is read from the template. */
export const GUARDED_ROUTES: readonly GuardedRoute[] = [
  { method: 'GET', path: '/orders', resource: '/orders', scope: 'read:orders', door: 'any', status: 200 },
  { method: 'GET', path: '/orders/1001', resource: '/orders/{id}', scope: 'read:orders', door: 'key', status: 200 },
  {
    method: 'DELETE',
    path: '/orders/1001',
    resource: '/orders/{id}',
    scope: 'write:orders',
    door: 'token',
    status: 204,
  },
  { method: 'GET', path: '/whoami', resource: '/whoami', scope: null, door: 'any', status: 200 },
  { method: 'POST', path: '/orders', resource: '/orders', scope: 'write:orders', door: 'any', status: 201 },
  { method: 'POST', path: '/shipments', resource: '/shipments', scope: 'write:orders', door: 'cognito', status: 201 },
];

export const REFUSED: ProblemFace = {
  status: 401,
  code: 'invalid-credential',
  headers: { 'www-authenticate': 'Bearer realm="orders"' },
};
const CHALLENGE = { 'www-authenticate': 'Bearer realm="orders"' };
/** The authorizer's refusal, not that of a handler with `requireScope`. */
const LACKS_SCOPE: ProblemFace = {
  status: 403,
  code: 'insufficient-scope',
  title: 'The credential does not allow this request',
  headers: CHALLENGE,
};
const ELSEWHERE: ProblemFace = { status: 403, code: 'network-not-allowed', headers: CHALLENGE };
export const UNAVAILABLE: ProblemFace = {
  status: 503,
  code: 'dependency-unavailable',
  headers: { 'retry-after': '1' },
};

/** Of no type of its own. */
export const TOO_LONG: ProblemFace = { status: 414, code: 'invalid-request', fallback: true };

const ORDER = { item: 'lantern', quantity: 1 };

/** The verdict, from the route and the caller alone. */
function verdict(route: GuardedRoute, visitor: Visitor): ProblemFace | number {
  const { scopes, firstParty = [] } = visitor;
  if (route.door === 'cognito') return firstParty.includes(String(route.scope)) ? route.status : REFUSED;
  if (scopes === undefined || (route.door !== 'any' && route.door !== visitor.kind)) return REFUSED;
  if (visitor.elsewhere === true) return ELSEWHERE;
  return route.scope === null || scopes.includes(route.scope) ? route.status : LACKS_SCOPE;
}

function everyoneAt(route: GuardedRoute, names: readonly string[]): Expectation[] {
  return names.map((name) => ({
    promise: `${route.method} ${route.resource} and ${name}`,
    seen: async (scene) => {
      const visitor = scene.visitors.guarded[name];
      if (visitor === undefined) return 'nobody of that name';
      const body = route.method === 'POST' ? { body: ORDER } : {};
      const answer = await callGuarded(scene, `${route.method} ${route.path}`, { headers: visitor.headers, ...body });
      const expected = verdict(route, visitor);
      return typeof expected === 'number' ? differs(answer, route, visitor) : unlike(answer, expected);
    },
  }));
}

/** An accepted call tells its backend who calls with which scopes and, at a function's door, what was judged. */
function differs(answer: Answer, route: GuardedRoute, visitor: Visitor): string | undefined {
  if (answer.status !== route.status) return describe(answer);
  if (route.status === 204) return undefined;
  const { calledBy } = answer.body;
  const expected =
    calledBy.type === 'firstParty'
      ? { scopes: (visitor.firstParty ?? []).map((scope) => `orders/${scope}`) }
      : { scopes: visitor.scopes ?? [], scope: route.scope, route: route.resource };
  const wrong = Object.entries(expected).find(([name, value]) => String(calledBy[name]) !== String(value));
  return wrong && `calledBy has the ${wrong[0]} ${String(calledBy[wrong[0]])}`;
}

const keyOf = ({ visitors }: Scene) => visitors.guarded['a key of both scopes']?.headers ?? {};
const writerOf = ({ visitors }: Scene) => visitors.guarded['a first-party client that writes']?.headers ?? {};

const BY_ITSELF: readonly Expectation[] = [
  {
    promise: 'an unknown route is 404',
    seen: async (scene) => unlike(await callGuarded(scene, 'GET /nothing'), { status: 404, code: 'route-not-found' }),
  },
  ...['POST /orders', 'POST /shipments'].map((route) => ({
    promise: `a body that does not fit its model is 400 at ${route}`,
    seen: async (scene: Scene) => {
      const sent = { headers: writerOf(scene), body: { ...ORDER, quantity: 0 } };
      return unlike(await callGuarded(scene, route, sent), { status: 400, code: 'invalid-request' });
    },
  })),
  {
    promise: 'a path too long to be judged is 414',
    seen: async (scene) => {
      const answer = await callGuarded(scene, `GET /orders/${'1'.repeat(1700)}`, { headers: keyOf(scene) });
      return unlike(answer, TOO_LONG);
    },
  },
  ...(['Authorization', 'X-API-Key'] as const).map((header) => ({
    promise: `two credentials are none, whichever is good (${header} is not)`,
    seen: async (scene: Scene) => {
      const [key] = Object.values(keyOf(scene));
      const both = { Authorization: `Bearer ${key}`, 'X-API-Key': String(key), [header]: 'Bearer junk' };
      return unlike(await callGuarded(scene, 'GET /orders', { headers: both }), REFUSED);
    },
  })),
];

const TROUBLE: Expectation = {
  promise: 'trouble of the table is 503',
  seen: async (scene) => {
    scene.run.table?.fail('refuse');
    const answer = await callGuarded(scene, 'GET /orders', { headers: keyOf(scene) });
    scene.run.table?.fail('none');
    return unlike(answer, UNAVAILABLE);
  },
};

/** The stage's burst; at a clock that stands still it is not filled up again. */
const BURST = 500;

/** Each call is refused by the gateway itself, so that a burst costs nothing. */
const THROTTLED: Expectation = {
  promise: `no method takes more than ${BURST} calls at once`,
  seen: async (scene) => {
    const answers: Answer[] = [];
    for (let sent = 0; sent <= BURST && answers.at(-1)?.status !== 429; sent += 20) {
      const calls = Array.from({ length: 20 }, () => callGuarded(scene, 'POST /shipments'));
      answers.push(...(await Promise.all(calls)).sort((a, b) => a.status - b.status));
    }
    const last = answers.at(-1);
    return last && unlike(last, { status: 429, code: 'too-many-requests', headers: { 'retry-after': '1' } });
  },
};

const scopesOf = (server: string, scopes: readonly string[]) => scopes.map((scope) => `${server}/${scope}`);
const ACCOUNTS = scopesOf('orders-accounts', BOTH);

/** Clients get from the token endpoint the scopes that the template gives them, and no others. */
const TOKENS: readonly Expectation[] = [
  ...[...ACCOUNTS, ...scopesOf('orders-management', ALL_MANAGEMENT)].map((scope) => noToken('firstParty', scope)),
  ...[...ACCOUNTS, ...scopesOf('orders', BOTH)].map((scope) => noToken('operator', scope)),
];

function noToken(client: 'firstParty' | 'operator', scope: string): Expectation {
  return {
    promise: `the ${client} client gets no token with ${scope}`,
    seen: async (scene) => {
      const { status, body } = await fetchToken(scene, scene.visitors.clients[client], scope);
      return status === 400 && body.error === 'invalid_scope' ? undefined : `${status}`;
    },
  };
}

/** `names` of the visitors of the scene. */
export const guardedJourney = (names: readonly string[]): Journey => [
  GUARDED_ROUTES.flatMap((route) => everyoneAt(route, names)),
  [...BY_ITSELF, ...TOKENS],
  [TROUBLE],
  [THROTTLED],
];
