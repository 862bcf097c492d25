/**
 * The authorizer: event → presented credential → verdict → log → answer. If this function throws
 * `Unauthorized`, API Gateway answers 401. For any other error it answers 5xx and caches nothing: a failure or defect
 * refuses this call, but does not declare the credential invalid.
 */
import type { Log, VerdictLine } from '../../domain/log';
import { DependencyError, InvariantError } from '../../domain/outcome';
import { requestIdOf, type RequestIds } from '../../http/event';
import type { Verdict } from '../verdict';
import { type Doors, verify } from '../verify-any';
import { type AuthorizerAnswer, authorizerAnswer, Unauthorized } from './authorizer-answer';
import { presentedCredential, type RequestParts } from './presented-credential';
import { type RouteTable, routeRule } from './route-table';

/** The fields that we read from a REST API's event for a REQUEST authorizer. */
export interface AuthorizerEvent extends RequestParts {
  readonly methodArn: string;
  readonly requestContext: RequestIds & {
    readonly httpMethod: string;
    /** The resource's template, such as `/orders/{id}`. */
    readonly resourcePath: string;
    readonly identity: { readonly sourceIp: string };
  };
}

export interface AuthorizerDeps {
  readonly doors: Doors;
  readonly routes: RouteTable;
  readonly log: Log;
}

/** Returns a policy, or throws `Unauthorized`, a `DependencyError` or an `InvariantError` without any detail. */
export async function authorize(deps: AuthorizerDeps, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  try {
    return await answerRequest(deps, event);
  } catch (thrown) {
    if (thrown instanceof Unauthorized) throw thrown;
    if (thrown instanceof DependencyError) throw new DependencyError(thrown.dependency, 'No decision: a failure');
    throw new InvariantError('No decision: a defect');
  }
}

async function answerRequest(deps: AuthorizerDeps, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const { httpMethod: method, resourcePath: resource, identity } = event.requestContext;
  const route = `${method} ${resource}`;
  const requestId = requestIdOf(event.requestContext);
  try {
    const { scope, door } = routeRule(deps.routes, method, resource);
    const access = { scope, sourceIp: identity.sourceIp };
    const presented = presentedCredential(event, door);
    const isPresented = 'text' in presented;
    const verdict = isPresented ? await verify(deps.doors, presented.text, access) : presented;
    deps.log.verdict({ ...verdictFields(verdict), door, route, requestId });
    return authorizerAnswer(verdict, { methodArn: event.methodArn, method, resource }, scope);
  } catch (thrown) {
    if (!(thrown instanceof Unauthorized)) deps.log.failure({ requestId, at: route, error: thrown });
    throw thrown;
  }
}

function verdictFields(verdict: Verdict): Pick<VerdictLine, 'reason' | 'credentialId' | 'credentialType'> {
  if (!verdict.accepted) return { reason: verdict.reason, credentialId: verdict.credentialId };
  const { credentialId, credentialType } = verdict.principal;
  return { reason: 'accepted', credentialId, credentialType };
}
