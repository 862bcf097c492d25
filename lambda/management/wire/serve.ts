/**
 * Serves one function's routes: actor → right → request → operation → reply. Every way out is a reply or a
 * problem; trouble outside is 503, a defect 500, and neither tells the caller more.
 */
import type { Call, Deps, Origin } from '../../engine/context';
import type { Log } from '../../domain/log';
import { DependencyError, InvariantError, type Outcome } from '../../domain/outcome';
import { ACTIONS, type Action, type Actor, actorName, may } from '../../domain/policy';
import { actorOf, type Trust } from './actor';
import { type ProxyEvent, routeKeyOf } from '../../http/event';
import { INTERNAL_ERROR, type Problem, problemResponse, type Response, UNAVAILABLE } from '../../http/problem';
import type { Asked } from './replies';
import { type ApiRequest, readRequest } from './read-request';
import { requestIdOf } from '../../http/request-id';
import { type Route, type RouteKey, ROUTES } from './routes';

/** What a function serves with. */
export interface Serving {
  readonly deps: Deps;
  readonly log: Log;
  /** Absent where every route is open. */
  readonly trust?: Trust;
}

/** One route and the way through it. */
export interface Endpoint {
  readonly route: RouteKey;
  answer(event: ProxyEvent, actor: Actor | undefined, serving: Serving): Promise<Response | Problem>;
}

type Run<K extends RouteKey, C, T> = (deps: Deps, call: C, request: ApiRequest<K>) => Promise<Outcome<T>>;
type Reply<T> = (value: T, asked: Asked) => Response;

/** A route for operators who may do its action. */
export function guarded<K extends RouteKey, T>(route: K, run: Run<K, Call, T>, reply: Reply<T>): Endpoint {
  const action = actionOf(route);
  if (action === 'open') throw new InvariantError(`${route} is an open route`);
  return {
    route,
    async answer(event, actor, serving) {
      if (actor === undefined) return NO_OPERATOR;
      if (!may(actor, action)) return lacksScope(action);
      return carryOut({ event, route, serving, reply }, (request) =>
        run(serving.deps, { ...originOf(event), actor, idempotency: request.idempotency }, request),
      );
    },
  };
}

/** A route for everybody; the operation itself knows what the caller may do. */
export function open<K extends RouteKey, T>(route: K, run: Run<K, Origin, T>, reply: Reply<T>): Endpoint {
  if (actionOf(route) !== 'open') throw new InvariantError(`${route} is not an open route`);
  return {
    route,
    answer: (event, _actor, serving) =>
      carryOut({ event, route, serving, reply }, (request) => run(serving.deps, originOf(event), request)),
  };
}

/** The handler of a function that has these routes. */
export function serve(endpoints: readonly Endpoint[], serving: Serving): (event: ProxyEvent) => Promise<Response> {
  const byRoute = new Map<string, Endpoint>(endpoints.map((endpoint) => [endpoint.route, endpoint]));
  return async (event) => {
    const requestId = requestIdOf(event.requestContext);
    const endpoint = byRoute.get(routeKeyOf(event));
    const actor = serving.trust === undefined ? undefined : actorOf(event, serving.trust);
    const answer = await answerOf(endpoint, { event, actor, serving });
    const response = 'statusCode' in answer ? answer : problemResponse(answer, requestId);
    serving.log.operation({
      action: endpoint === undefined ? 'none' : logged(endpoint.route),
      outcome: 'code' in answer ? answer.code : 'ok',
      status: response.statusCode,
      requestId,
      actor: actor === undefined ? undefined : actorName(actor),
    });
    return response;
  };
}

interface Visit {
  readonly event: ProxyEvent;
  readonly actor: Actor | undefined;
  readonly serving: Serving;
}

async function answerOf(endpoint: Endpoint | undefined, visit: Visit): Promise<Response | Problem> {
  if (endpoint === undefined) return NO_ROUTE;
  const { event, actor, serving } = visit;
  try {
    return await endpoint.answer(event, actor, serving);
  } catch (error) {
    serving.log.failure({ requestId: requestIdOf(event.requestContext), at: logged(endpoint.route), error });
    return error instanceof DependencyError ? UNAVAILABLE : INTERNAL_ERROR;
  }
}

interface Way<K extends RouteKey, T> {
  readonly event: ProxyEvent;
  readonly route: K;
  readonly serving: Serving;
  readonly reply: Reply<T>;
}

async function carryOut<K extends RouteKey, T>(
  { event, route, serving: { deps }, reply }: Way<K, T>,
  run: (request: ApiRequest<K>) => Promise<Outcome<T>>,
): Promise<Response | Problem> {
  const read = readRequest(event, route, { now: deps.now(), catalogue: deps.catalogue });
  if (!read.ok) return read.problem;
  const outcome = await run(read.request);
  if (!outcome.ok) return outcome.refusal;
  const { list } = read.request;
  return reply(outcome.value, { requestPath: event.requestContext.path, keyPrefix: deps.keyPrefix, list });
}

const originOf = ({ requestContext }: ProxyEvent): Origin => ({
  sourceIp: requestContext.identity.sourceIp,
  requestId: requestIdOf(requestContext),
});

function actionOf(route: RouteKey): Route['action'] {
  const found = ROUTES.find(({ method, path }) => `${method} ${path}` === route);
  if (found === undefined) throw new InvariantError(`${route} is not a route`);
  return found.action;
}

/** An open route has no action; its own name is as good in the log. */
function logged(route: RouteKey): string {
  const action = actionOf(route);
  return action === 'open' ? route : action;
}

const NO_ROUTE: Problem = {
  code: 'route-not-found',
  detail: 'No route has this method and path. GET /v1/openapi.json lists those there are.',
};
const NO_OPERATOR: Problem = {
  code: 'invalid-credential',
  detail: 'Send an operator’s access token of this deployment.',
};
const lacksScope = (action: Action): Problem => ({
  code: 'insufficient-scope',
  detail: `This needs a token with one of the scopes ${ACTIONS[action].join(', ')}.`,
});
