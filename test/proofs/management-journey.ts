/** The management API as operators, people and strangers know it: each route's scopes, and each function's settings. */
import type { ManagementScope } from '../../lambda/domain/policy';
import { type Route, ROUTES } from '../support/endpoints';
import { type Answer, bearer, send } from '../support/local-run';
import { asOperator, callManagement } from './calls';
import { describe, type Expectation, type Journey, type ProblemFace, type Scene, unlike } from './expectation';
import { AT_THE_ISSUER } from './issuer-journey';
import { pageThrottles, PEOPLE_DEEDS, peopleAt } from './people-journey';
import { allBut, BOTH } from './visitors';

export const UNAUTHORIZED: ProblemFace = {
  status: 401,
  code: 'invalid-credential',
  headers: { 'www-authenticate': 'Bearer realm="management"' },
};

interface OperatorsRoute extends Route {
  readonly scopes: readonly ManagementScope[];
}

const OPERATORS_ROUTES = ROUTES.flatMap(({ scopes, ...route }): OperatorsRoute[] =>
  scopes === 'open' ? [] : [{ ...route, scopes }],
);

/** Of an account, key, client, operator and secret that do not exist: nothing is changed, and nothing is as it would be elsewhere. */
const strange = ({ method, path }: Route): string =>
  `${method} ${path}`
    .replace('{accountId}', '0'.repeat(10))
    .replace('{keyId}', '0'.repeat(18))
    .replace(/\{(?:clientId|operatorId|secretId|subject)\}/g, 'nobody');

type Bearer = readonly [name: string, token: (scene: Scene) => string | undefined];

const VISITORS = [
  'a key of both scopes',
  'an imported key of both scopes',
  'a client of both scopes',
  'an issued client of both scopes',
  'a first-party client of both scopes',
] as const;

/** The credential of one who calls the guarded API, without its scheme. */
const presentedBy = ({ visitors }: Scene, name: string): string | undefined =>
  Object.values(visitors.guarded[name]?.headers ?? {})[0]
    ?.split(' ')
    .at(-1);

/** Who the gateway itself turns away: no function is asked. */
function refusedAt(route: OperatorsRoute): Expectation[] {
  const others = allBut(route.scopes);
  const turnedAway: readonly Bearer[] = [
    ['nobody', () => undefined],
    ...VISITORS.map((name): Bearer => [name, (scene) => presentedBy(scene, name)]),
    ...others.map((scope): Bearer => [`an operator issued with ${scope}`, ({ visitors }) => visitors.issued(scope)]),
    ...(others.length === 0
      ? []
      : [['an operator with every other scope', ({ visitors }: Scene) => visitors.operator(others)] as const]),
  ];
  return turnedAway.map(([name, tokenOf]) => ({
    promise: `${route.method} ${route.path} refuses ${name}`,
    seen: async (scene) => {
      const token = tokenOf(scene);
      const answer = await callManagement(scene, strange(route), token === undefined ? {} : bearer(token));
      return unlike(answer, UNAUTHORIZED);
    },
  }));
}

/** Each scope of a route is enough, of the stack's own operator and of one that was issued with nothing else. */
function openedAt(route: OperatorsRoute): Expectation[] {
  const takes = ({ status, body }: Answer): boolean =>
    body !== undefined && status < 500 && status !== 401 && status !== 403;
  const ask = (scene: Scene, token: string) =>
    callManagement(scene, strange(route), {
      ...bearer(token),
      ...(route.method !== 'GET' && { body: {} }),
    });
  const opened = (name: string, tokenOf: (scene: Scene) => string): Expectation => ({
    promise: `${route.method} ${route.path} takes ${name}`,
    seen: async (scene) => {
      const answer = await ask(scene, tokenOf(scene));
      return takes(answer) ? undefined : describe(answer);
    },
  });
  return route.scopes.flatMap((scope) => [
    opened(`${scope} alone`, ({ visitors }) => visitors.operator([scope])),
    opened(`an operator issued with ${scope}`, ({ visitors }) => visitors.issued(scope)),
  ]);
}

/** Routes of each function that operators call, with a request that is right in everything else. */
const WELL_FORMED = [
  ['GET', '/accounts', undefined],
  ['GET', '/accounts/{accountId}/keys', undefined],
  ['GET', '/accounts/{accountId}/events', undefined],
  ['GET', '/accounts/{accountId}/members', undefined],
  ['GET', '/scopes', undefined],
  ['POST', '/verify', { credential: 'any' }],
  ['PUT', '/accounts/{accountId}/clients/nobody', { label: 'Stranger', scopes: ['read:orders'] }],
  ['POST', '/accounts/{accountId}/clients', { label: 'Stranger', scopes: ['read:orders'] }],
  ['POST', '/operators', { label: 'Stranger', scopes: ['read:keys'] }],
  ['GET', '/operators/events', undefined],
] as const;

const NO_STRANGERS: readonly Expectation[] = WELL_FORMED.flatMap(([method, path, body]) =>
  (['a client that is no operator', 'a revoked operator'] as const).map((name) => ({
    promise: `${method} ${path} refuses ${name}, whatever its scopes`,
    seen: async (scene: Scene) => {
      const url = path.replace('{accountId}', scene.visitors.accountId);
      const sent = { ...bearer(scene.visitors.strangers[name]), ...(body !== undefined && { body }) };
      const answer = await callManagement(scene, `${method} ${url}`, sent);
      return answer.status === 401 ? undefined : describe(answer);
    },
  })),
);

/** What each function does when its settings are right. */
const DEEDS: readonly Expectation[] = [
  {
    promise: 'an account is made with every scope there is',
    seen: async (scene) => {
      const sent = { ...asOperator(scene, 'write:accounts'), body: { name: 'Made', grant: { scopes: BOTH } } };
      const answer = await callManagement(scene, 'POST /accounts', sent);
      return String(answer.body?.grant?.scopes) === String(BOTH) ? undefined : describe(answer);
    },
  },
  {
    promise: 'scopes are listed as the tokens of accounts’ clients hold them',
    seen: async (scene) => {
      const answer = await callManagement(scene, 'GET /scopes', asOperator(scene, 'read:accounts'));
      const named = answer.body?.items?.map(({ tokenScope }: { tokenScope?: string }) => tokenScope);
      return String(named) === String(BOTH.map((scope) => `orders-accounts/${scope}`)) ? undefined : describe(answer);
    },
  },
  {
    promise: 'a key is issued in the deployment’s form, with every scope there is, and opens a door',
    seen: async (scene) => {
      const sent = { ...asOperator(scene, 'write:keys'), body: { label: 'Made', scopes: BOTH } };
      const answer = await callManagement(scene, `POST /accounts/${scene.visitors.accountId}/keys`, sent);
      if (!/^sp_live_/.test(answer.body?.key)) return describe(answer);
      const called = await useKey(scene, answer.body.key);
      return called === 200 ? undefined : `issued, but ${called} at the door`;
    },
  },
  {
    promise: 'a client is adopted with every scope there is',
    seen: async (scene) => {
      const { accountId, unadopted } = scene.visitors;
      const body = { label: 'Made', scopes: BOTH, token: unadopted.token };
      const sent = { ...asOperator(scene, 'write:clients'), body };
      const answer = await callManagement(scene, `PUT /accounts/${accountId}/clients/${unadopted.clientId}`, sent);
      return answer.status === 201 ? undefined : describe(answer);
    },
  },
  {
    promise: 'events are listed',
    seen: async (scene) => {
      const sent = { ...asOperator(scene, 'read:events') };
      const answer = await callManagement(scene, `GET /accounts/${scene.visitors.accountId}/events`, sent);
      return answer.body?.items?.length > 0 ? undefined : describe(answer);
    },
  },
  {
    promise: 'the scopes are those of the deployment',
    seen: async (scene) => {
      const answer = await callManagement(scene, 'GET /scopes', { ...asOperator(scene, 'read:keys') });
      const names = answer.body?.items?.map(({ name }: { name: string }) => name);
      return String(names) === String(BOTH) ? undefined : describe(answer);
    },
  },
  {
    promise: 'keys and tokens are judged for a service elsewhere, scope by scope',
    seen: async (scene) => {
      const ask = (credential: unknown, scope: string) =>
        callManagement(scene, 'POST /verify', {
          ...asOperator(scene, 'verify:credentials'),
          body: { credential, scope },
        });
      const good = VISITORS.flatMap((one) => BOTH.map((scope) => ask(presentedBy(scene, one), scope)));
      const foreign = await ask(presentedBy(scene, 'a client of a foreign resource server'), 'read:orders');
      const wrong = (await Promise.all(good)).find(({ body }) => body?.valid !== true);
      if (wrong !== undefined) return describe(wrong);
      return foreign.body?.reason === 'insufficient-scope' ? undefined : describe(foreign);
    },
  },
  {
    promise: 'a key that was made elsewhere is imported, and opens a door',
    seen: async (scene) => {
      const key = 'unkey_5bRcHdF7ZkQv8cJt4mW2pXyN';
      const sent = { ...asOperator(scene, 'write:keys'), body: { keys: [{ key, label: 'Made', scopes: BOTH }] } };
      const answer = await callManagement(scene, `POST /accounts/${scene.visitors.accountId}/keys/import`, sent);
      if (answer.body?.items?.[0]?.status !== 'imported') return describe(answer);
      const called = await useKey(scene, key);
      return called === 200 ? undefined : `imported, but ${called} at the door`;
    },
  },
  ...([0, 1] as const).map((which) => ({
    promise: `POST /revocations ends ${which === 0 ? 'a key' : 'an imported key'} for whoever holds it`,
    seen: async (scene: Scene) => {
      const leaked = scene.visitors.leaked[which];
      const before = await useKey(scene, leaked);
      const answer = await callManagement(scene, 'POST /revocations', { body: { key: leaked } });
      const after = await useKey(scene, leaked);
      return String([before, answer.status, after]) === '200,204,401'
        ? undefined
        : `${before}, ${describe(answer)}, ${after}`;
    },
  })),
  {
    promise: 'GET /openapi.json is there for everybody',
    seen: async (scene) => {
      const answer = await callManagement(scene, 'GET /openapi.json');
      return answer.body?.openapi?.startsWith('3.1') ? undefined : describe(answer);
    },
  },
  {
    promise: 'an unknown route is 404',
    seen: async (scene) =>
      unlike(await callManagement(scene, 'GET /nothing'), { status: 404, code: 'route-not-found' }),
  },
];

async function useKey({ run }: Scene, key: string): Promise<number> {
  const { status } = await send('GET', `${run.outputs.ApiUrl ?? ''}/orders`, { headers: { 'X-API-Key': key } });
  return status;
}

const THROTTLED: ProblemFace = { status: 429, code: 'too-many-requests', headers: { 'retry-after': '1' } };

/** Calls that a fresh bucket holds, each refused early, and one more than it holds. */
export function throttledAt(what: string, burst: number, call = callManagement): Expectation {
  return {
    promise: `${what} takes no more than ${burst} calls at once`,
    seen: async (scene) => {
      const answers: Answer[] = [];
      for (let sent = 0; sent <= burst; sent += 10) {
        const calls = Array.from({ length: 10 }, () => call(scene, what, { body: 'junk' }));
        answers.push(...(await Promise.all(calls)));
      }
      const refused = answers.find(({ status }) => status === 429);
      return refused === undefined ? `${answers.length} were taken` : unlike(refused, THROTTLED);
    },
  };
}

/** More calls at once than a method holds that has no throttle of its own. */
const BEYOND_OTHERS = 201;

/** Each is answered, if only with a 400 or a 401: none is refused for their number. */
const takesMore = (route: Route): Expectation => ({
  promise: `${route.method} ${route.path} takes ${BEYOND_OTHERS} calls at once`,
  seen: async (scene) => {
    for (let sent = 0; sent < BEYOND_OTHERS; sent += 1) {
      const answer = await callManagement(scene, strange(route), { body: 'junk' });
      if (answer.status === 429) return `only ${sent} were taken`;
    }
    return undefined;
  },
});

export const managementJourney = (): Journey => [
  [...DEEDS, ...PEOPLE_DEEDS, ...NO_STRANGERS],
  AT_THE_ISSUER,
  [...OPERATORS_ROUTES.flatMap(openedAt), ...OPERATORS_ROUTES.flatMap(refusedAt)],
  OPERATORS_ROUTES.flatMap((route) => peopleAt(route, UNAUTHORIZED)),
  [throttledAt('GET /openapi.json', 10), throttledAt('PUT /accounts/0/clients/0', 200)],
  ROUTES.filter(({ throttle }) => (throttle?.burst ?? 0) >= BEYOND_OTHERS).map(takesMore),
  ...pageThrottles,
];
