/**
 * Serves the endpoints of one function. Every request ends with a reply or a problem: 503 if a dependency fails, 500
 * for a defect, both without details.
 */
import type { Log } from '../../domain/ports/log';
import { DependencyError } from '../../domain/outcome';
import { actorName, type CallingActor } from '../../domain/policy';
import type { Deps, ReadDeps } from '../../engine/context';
import { type ProxyEvent, requestIdOf, routeKeyOf } from '../../http/event';
import { INTERNAL_ERROR, type Problem, problemResponse, type Response, UNAVAILABLE } from '../../http/problems';
import type { Endpoint, EndpointData } from '../endpoints/endpoint';
import { actorOf, type Trust } from './actor';

/** What `serve` needs besides the endpoints. */
export interface Serving<D extends ReadDeps = Deps> {
  readonly deps: D;
  readonly log: Log;
  /** Which tokens are operators' tokens. Absent if every endpoint is open. */
  readonly trust?: Trust;
}

/** The handler of a function that has these endpoints. */
export function serve<D extends ReadDeps>(
  endpoints: readonly Endpoint<D>[],
  { deps, log, trust }: Serving<D>,
): (event: ProxyEvent) => Promise<Response> {
  const byRoute = new Map<string, Endpoint<D>>(endpoints.map((endpoint) => [endpoint.route, endpoint]));
  return async (event) => {
    const requestId = requestIdOf(event.requestContext);
    const endpoint = byRoute.get(routeKeyOf(event));
    const actor = trust === undefined ? undefined : actorOf(event, trust);
    const action = endpoint?.id ?? 'none';
    let answer: Response | Problem;
    try {
      answer = endpoint === undefined ? NO_ROUTE : await endpoint.answer({ event, deps, actor });
    } catch (error) {
      log.failure({ requestId, at: action, error });
      answer = error instanceof DependencyError ? UNAVAILABLE : INTERNAL_ERROR;
    }
    const response =
      'statusCode' in answer ? answer : problemResponse(answer, requestId, scopeFor(endpoint, trust, actor));
    const outcome = 'code' in answer ? answer.code : 'ok';
    log.operation({ action, outcome, status: response.statusCode, requestId, actor: actor && actorName(actor) });
    return response;
  };
}

/** The first of the endpoint's scopes, as tokens name it: one is enough. No person can get one. */
function scopeFor(
  endpoint: Pick<EndpointData, 'scopes'> | undefined,
  trust: Trust | undefined,
  actor: CallingActor | undefined,
): string | undefined {
  const { scopes = 'open' } = endpoint ?? {};
  if (scopes === 'open' || trust === undefined || actor?.type === 'person') return undefined;
  return scopes.map((scope) => `${trust.managementServer}/${scope}`)[0];
}

const NO_ROUTE: Problem = {
  code: 'route-not-found',
  detail: 'No route has this method and path. GET /v1/openapi.json lists all routes.',
};
