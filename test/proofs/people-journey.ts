/** The portal as people know it: the page, sign-in, and what each role may call. */
import { isAtLeast, PEOPLE_ROLES, type PeopleRole } from '../../lambda/domain/policy';
import type { Route } from '../support/endpoints';
import { type Answer, bearer, send } from '../support/local-run';
import { type Subject, TRIES } from '../support/one-call-a-route';
import { type PersonTokens, type Portal, portalOf, signInAs } from '../support/sign-in';
import { callManagement } from './calls';
import { codeOf, describe, type Expectation, type ProblemFace, type Scene, unlike } from './expectation';
import { EMAILS } from './people-visitors';

const FILES = 'GET /portal/{file+}';
const fileOf = (scene: Scene, name: string): Promise<Answer> => callManagement(scene, `GET /portal/${name}`);

/** A key, client, operator, secret and person that do not exist. */
const NOBODY: Omit<Subject, 'accountId'> = {
  clientId: 'nobody',
  keyId: '0'.repeat(18),
  presentedKey: 'nothing',
  operatorId: 'nobody',
  secretId: 'nobody',
  subject: 'nobody',
};

/** A request that is right in everything else. */
function ask(scene: Scene, route: Route, by: { readonly accountId: string; readonly token: string }): Promise<Answer> {
  const subject: Subject = { ...NOBODY, accountId: by.accountId };
  const tried = TRIES[route.route];
  const body = typeof tried === 'object' ? tried.body?.(subject) : undefined;
  const what = route.route.replace(/\{(\w+)\}/g, (_, name: keyof Subject) => subject[name]);
  return callManagement(scene, what, { ...bearer(by.token), ...(body !== undefined && { body }) });
}

/** What only operators may do to an account is asked of one that does not exist, once it is allowed. */
function askAs(scene: Scene, route: Route, role: PeopleRole): Promise<Answer> {
  const { accountId, access } = scene.visitors.people;
  const spared = role === 'operator' && route.people === 'operator';
  return ask(scene, route, { accountId: spared ? '0'.repeat(10) : accountId, token: access[role] });
}

/** The matrix of roles and routes, as the declarations have it; without an account in the path members are nobody. */
function mayCall({ path, people }: Route, role: PeopleRole): boolean {
  const held = role === 'operator' || path.includes('{accountId}') ? role : 'viewer';
  return people !== undefined && isAtLeast(held, people);
}

const isIn = (route: Route, answer: Answer): boolean =>
  answer.status < 500 &&
  answer.status !== 401 &&
  answer.status !== 403 &&
  (route.people === 'operator' || codeOf(answer) !== 'account-not-found');

/** Where the declaration has no people, the gateway itself turns them away, as it does with every ID token. */
export function peopleAt(route: Route, unauthorized: ProblemFace): Expectation[] {
  const { route: name, people } = route;
  const byRole = PEOPLE_ROLES.map((role): Expectation => {
    const takes = mayCall(route, role);
    return {
      promise: `${name} ${takes ? 'takes' : 'refuses'} a person with the role ${role}`,
      seen: async (scene) => {
        const answer = await askAs(scene, route, role);
        if (people === undefined) return unlike(answer, unauthorized);
        if (takes) return isIn(route, answer) ? undefined : describe(answer);
        return answer.status === 403 && codeOf(answer) === 'insufficient-scope' ? undefined : describe(answer);
      },
    };
  });
  const byIdToken: Expectation = {
    promise: `${name} refuses the ID token of a person who is an operator`,
    seen: async (scene) => {
      const { accountId, idToken } = scene.visitors.people;
      return unlike(await ask(scene, route, { accountId, token: idToken }), unauthorized);
    },
  };
  return [...byRole, byIdToken];
}

/** A promise to those who sign in, for which there must be a portal. */
const atSignIn = (
  promise: string,
  seen: (scene: Scene, portal: Portal) => Promise<string | undefined>,
): Expectation => ({
  promise,
  seen: async (scene) => {
    const { run, visitors } = scene;
    return run.people === undefined ? 'nobody can sign in' : seen(scene, portalOf(run, visitors.people.clientId));
  },
});

/** Without tokens when it comes to nothing. */
const signIn = (portal: Portal): Promise<PersonTokens> =>
  signInAs(portal, EMAILS.owner).catch(() => ({ code: '', access: '', id: '', refresh: '' }));

/** Names of what differs. */
const differences = (seen: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(expected).filter((name) => seen[name] !== expected[name]);

const THE_PAGE: readonly Expectation[] = [
  {
    promise: 'GET /portal is the page, for everybody',
    seen: async (scene) => {
      const answers = [await callManagement(scene, 'GET /portal'), await fileOf(scene, '')];
      const [bare, page] = answers;
      return bare?.headers.location === 'portal/' && page?.text.includes('<html')
        ? undefined
        : answers.map(describe).join(', ');
    },
  },
  atSignIn(
    `${FILES} tells the page of its deployment and of where people sign in`,
    async (scene, { pool: { url, poolId }, clientId }) => {
      const { body } = await fileOf(scene, 'config.json');
      const { signIn: told = {}, ...config } = body ?? {};
      const deployment = { name: 'Orders', environment: 'live', keyPrefix: 'sp' };
      const wrong = [
        ...differences(config, {
          ...deployment,
          exampleUrl: `${scene.run.outputs.ApiUrl ?? ''}/orders`,
          tokenUrl: scene.run.outputs.TokenUrl,
        }),
        ...differences(told, {
          clientId,
          issuer: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
          authorizationEndpoint: `${url}/oauth2/authorize`,
          tokenEndpoint: `${url}/oauth2/token`,
          revocationEndpoint: `${url}/oauth2/revoke`,
          endSessionEndpoint: `${url}/logout`,
          scope: 'openid email orders-people/portal',
        }),
      ];
      return wrong.length === 0 ? undefined : `another ${wrong.join(', ')}`;
    },
  ),
];

const INVITATION: Expectation = {
  promise: 'an owner invites a person, who is a member then',
  seen: async (scene) => {
    const { accountId, access } = scene.visitors.people;
    const members = `/accounts/${accountId}/members`;
    const body = { email: 'grace@example.com', role: 'viewer' };
    const invited = await callManagement(scene, `POST ${members}`, { ...bearer(access.owner), body });
    const listed = await callManagement(scene, `GET ${members}`, bearer(access.viewer));
    const emails: string[] = (listed.body?.items ?? []).map(({ email }: { email: string }) => email);
    return emails.includes(body.email) ? undefined : [invited, listed].map(describe).join(', ');
  },
};

const formTo = ({ pool, clientId }: Portal, endpoint: string, form: Record<string, string>): Promise<Answer> =>
  send('POST', `${pool.url}/oauth2/${endpoint}`, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: clientId, ...form }).toString(),
  });

/** Of the portal’s app client. */
const SIGN_IN: readonly Expectation[] = [
  atSignIn(
    'a person signs in with a code, and is who signed in, for a quarter of an hour',
    async (scene, portal): Promise<string | undefined> => {
      const { access, id } = await signIn(portal);
      const answer = await callManagement(scene, 'GET /me', bearer(access));
      if (answer.body?.email !== EMAILS.owner) return describe(answer);
      const minutes = [access, id].map(lifetimeOf);
      return String(minutes) === '15,15' ? undefined : `tokens last for ${minutes.join(' and ')} minutes`;
    },
  ),
  atSignIn('a refresh token is used once, and not after it was revoked', async (_, portal) => {
    const { refresh } = await signIn(portal);
    const use = (token: string) => formTo(portal, 'token', { grant_type: 'refresh_token', refresh_token: token });
    const next = String((await use(refresh)).body?.refresh_token);
    const revoked = await formTo(portal, 'revoke', { token: next });
    const after = await use(next);
    return next !== 'undefined' && revoked.status === 200 && after.body?.error === 'invalid_grant'
      ? undefined
      : `${next === 'undefined' ? 'no new one' : 'a new one'}, ${describe(revoked)}, ${describe(after)}`;
  }),
  ...(['/oauth2/authorize', '/logout'] as const).map((path) =>
    atSignIn(`${path} sends people to the page and nowhere else`, async (_, { pool, clientId, url }) => {
      const statuses: number[] = [];
      for (const target of [url, ELSEWHERE]) {
        const query = { client_id: clientId, response_type: 'code', redirect_uri: target, logout_uri: target };
        statuses.push((await send('GET', `${pool.url}${path}?${new URLSearchParams(query).toString()}`)).status);
      }
      return String(statuses) === '302,400' ? undefined : statuses.join(', ');
    }),
  ),
];

/** An address that the portal’s app client must not have. */
export const ELSEWHERE = 'https://elsewhere.example/';

function lifetimeOf(token: string): number {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as {
    readonly iat: number;
    readonly exp: number;
  };
  return (claims.exp - claims.iat) / 60;
}

const SECOND_MS = 1000;

/**
 * The page’s own throttle holds as many calls as that of all other methods, and is filled up half as fast. Nothing else is
 * on its way while the clock moves.
 */
export const pageThrottles: readonly (readonly Expectation[])[] = (
  [
    ['GET /portal', 'GET /portal'],
    [FILES, 'GET /portal/config.json'],
  ] as const
).map(([name, what]) => [
  {
    promise: `${name} takes no more than 50 calls a second once it has taken 200`,
    seen: async (scene: Scene) => {
      const first = await refusedOf(scene, what, 220);
      scene.run.clock.advance(SECOND_MS);
      const second = await refusedOf(scene, what, 80);
      return first > 0 && second > 0 ? undefined : `${first} and then ${second} were refused`;
    },
  },
]);

async function refusedOf(scene: Scene, what: string, calls: number): Promise<number> {
  let refused = 0;
  for (let sent = 0; sent < calls; sent += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => callManagement(scene, what)));
    refused += answers.filter(({ status }) => status === 429).length;
  }
  return refused;
}

/** One route of each function, so that a wrong setting of one is soon seen. */
const OPERATOR_READS: readonly Expectation[] = [
  '/accounts',
  ...['keys', 'clients', 'events', 'members'].map((list) => `/accounts/{accountId}/${list}`),
  '/scopes',
].map((path) => ({
  promise: `a person who is an operator reads ${path}`,
  seen: async (scene) => {
    const { accountId, access } = scene.visitors.people;
    const answer = await callManagement(
      scene,
      `GET ${path.replace('{accountId}', accountId)}`,
      bearer(access.operator),
    );
    return answer.status === 200 ? undefined : describe(answer);
  },
}));

export const PEOPLE_DEEDS: readonly Expectation[] = [...OPERATOR_READS, ...THE_PAGE, INVITATION, ...SIGN_IN];
