/**
 * The OpenAPI document's examples of answers are what the server answers: each route is called with its example body,
 * on records that were made with the examples. What the server chooses, such as an id or a time, has its type compared.
 */
import { dayOf } from '../../lambda/domain/records/usage-records';
import document from '../../docs/openapi.json';
import { type Route, ROUTES } from '../support/endpoints';
import { type Answered, deployment, personClaims, type Sent, TRUST } from '../support/management';
import { TRIES } from '../support/one-call-a-route';
import { CLIENT_ID, DAY } from '../support/records';
import { proof } from '../support/token-proof';

interface Operation {
  readonly parameters?: readonly { readonly name?: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly example: object } } };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { examples: object }>> }>>;
}
const operationOf = ({ path, method }: Pick<Route, 'path' | 'method'>): Operation =>
  Object(document.paths)[path][method.toLowerCase()];
const exampleBody = (route: Route): object | undefined =>
  operationOf(route).requestBody?.content['application/json'].example;
const routeOf = (name: string): Route => ROUTES.find(({ route }) => route === name) as Route;

/** What the server chooses, or reads from the request beside its body. */
const CHOSEN =
  /^(?:id|subject|keyId|accountId|credentialId|key|hint|clientSecret|detail|actor|createdBy|sourceIp|requestId|target|at|day|from|to|.*(?:At|After|Until))$/;
/** The rest of an answer, in an order that is always the same. A page's cursor depends on what else there is. */
const told = (answer: unknown): string =>
  JSON.stringify(answer, (name, value: unknown) => {
    if (name === 'nextCursor') return undefined;
    if (CHOSEN.test(name) && typeof value === 'string') return 'text';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort());
  });

const MADE = [
  ['POST /accounts', 'accountId'],
  ['POST /accounts/{accountId}/members', 'subject'],
  ['POST /operators', 'operatorId'],
  ['POST /accounts/{accountId}/clients', 'clientId'],
  ['POST /accounts/{accountId}/keys', 'keyId'],
] as const;

/** What is there before the route is called; for a route that makes something itself, what is made before that. */
function madeBefore({ route }: Route) {
  const own = MADE.findIndex(([name]) => name === route);
  return own === -1 ? MADE : MADE.slice(0, own);
}

/** An account with a client, a key and a member, and an operator, all made with the examples, on which the route can be called. */
async function story(route: Route) {
  const { send, clock, pool, table } = deployment();
  const ids: Record<string, string> = {};
  const call = (to: Route, sent: Sent = {}): Promise<Answered> => {
    const path = to.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
    const example = exampleBody(to);
    const claims = to.id === 'readMe' ? { claims: personClaims(ids['subject'] ?? '') } : {};
    return send(`${to.method} ${path}`, { ...(example !== undefined && { body: example }), ...claims, ...sent });
  };
  let key = '';
  for (const [name, id] of madeBefore(route)) {
    const { body } = await call(routeOf(name));
    ids[id] = body.id ?? body.subject;
    key = body.key ?? key;
    clock.now += 1_000;
  }
  for (const ownerId of Object.values(ids))
    table.put({ kind: 'dailyUse', ownerId, day: dayOf(clock.now), requests: 1_200, refusals: 3, budgeted: 0 });
  const tried = TRIES[route.route];
  if (typeof tried === 'object' && tried.before !== undefined) await call(routeOf(tried.before));
  if (route.id === 'adoptClient') {
    ids['clientId'] = CLIENT_ID;
    pool.put(CLIENT_ID, { name: 'Order service', scopes: [], tokenLifetimeMinutes: 60 });
  }
  return { call, clock, key };
}

/** The example, with the secret of the story in the place of the example's. */
function sentTo(route: Route, key: string): Sent {
  const hasPages = operationOf(route).parameters?.some(({ name }) => name === 'limit');
  const secret = { verifyCredential: { credential: key }, adoptClient: { token: proof({ iss: TRUST.issuer }) } };
  const example = exampleBody(route);
  return {
    ...(example !== undefined && { body: { ...example, ...Object(secret)[route.id] } }),
    ...(hasPages && { query: { limit: '1' } }),
    ...(route.shape.idempotent && { headers: { 'Idempotency-Key': 'one' } }),
  };
}

/** The answers to a first call, to a repeated one, and to an operator that may not read the record. */
async function answersOf(route: Route): Promise<Answered[]> {
  const { call, clock, key } = await story(route);
  const sent = sentTo(route, key);
  const answers = [await call(route, sent)];
  if (route.shape.idempotent || route.method === 'PUT' || ['importKeys', 'inviteMember'].includes(route.id))
    answers.push(await call(route, sent));
  const { readers } = route.reply;
  const blind = readers && route.scopes !== 'open' ? route.scopes.filter((scope) => !readers.includes(scope)) : [];
  if (blind.length > 0) answers.push(await (await story(route)).call(route, { ...sent, scopes: blind }));
  if (route.id === 'revokeKeys') answers.push(await call(route, { body: { filter: { ids: ['4mZbq0XkP1n0tThere'] } } }));
  if (route.id === 'verifyCredential') {
    clock.now += 365 * DAY;
    answers.push(await call(route, sent));
  }
  return answers;
}

/** What the catalogue's routes show is each deployment's own. */
const TOLD = ROUTES.filter((route) => route.function !== 'catalogue' && route.method !== 'DELETE').filter(
  ({ reply }) => !(204 in reply.schemas),
);
test.each(TOLD.map((route) => [route.route, route] as const))('%s answers as its examples do', async (_, route) => {
  const answers = await answersOf(route);

  const documented = Object.entries(operationOf(route).responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, { content }]) =>
      Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) => `${status} ${told(value)}`),
    );
  const seen = new Set(answers.map(({ status, body }) => `${status} ${told(body)}`));
  expect([...seen].sort()).toEqual(documented.sort());
});
