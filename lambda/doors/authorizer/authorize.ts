/**
 * The authorizer: event → presented credential → verdict → log → answer. If this function throws
 * `Unauthorized`, API Gateway answers 401. For any other error it answers 5xx and caches nothing: a failure or defect
 * refuses this call, but does not declare the credential invalid.
 */
import type { Log, VerdictLine } from '../../domain/ports/log';
import { DependencyError, InvariantError } from '../../domain/outcome';
import { ruleText, type ScopeRule } from '../../domain/scopes';
import { requestIdOf, type RequestSource, sourceIpOf, textOf } from '../../http/event';
import type { Verdict } from '../verdict';
import { type Doors, verify } from '../verify-any';
import { type AuthorizerAnswer, authorizerAnswer, Unauthorized, underPlan } from './authorizer-answer';
import { presentedCredential, type RequestParts } from './presented-credential';
import { type RouteTable, routeRule } from './route-table';

/** The fields that we read from a REST API's event for a REQUEST authorizer. */
export interface AuthorizerEvent extends RequestParts {
  readonly methodArn: string;
  readonly requestContext?:
    | (RequestSource & {
        readonly httpMethod: string;
        /** The resource's template, such as `/orders/{id}`. */
        readonly resourcePath: string;
      })
    | null;
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
    if (thrown instanceof DependencyError) throw new DependencyError(thrown.dependency, NOT_DECIDED.failure);
    throw new InvariantError(NOT_DECIDED.defect);
  }
}

/** What Lambda logs of the error. The log line `failure` or `defect` of the same request has the details. */
const NOT_DECIDED = {
  failure: 'The authorizer made no decision because a dependency failed. See the log line "failure" of this request.',
  defect: 'The authorizer made no decision because of a defect. See the log line "defect" of this request.',
} as const;

async function answerRequest(deps: AuthorizerDeps, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const { requestContext: context } = event;
  const [method, resource] = [textOf(context?.httpMethod), textOf(context?.resourcePath)];
  const route = `${method} ${resource}`;
  const requestId = requestIdOf(context);
  try {
    const { scope, door } = routeRule(deps.routes, method, resource);
    const access = { scope, sourceIp: sourceIpOf(context) };
    const presented = presentedCredential(event, door, deps.doors.imported);
    const isPresented = 'text' in presented;
    const verdict = isPresented ? await verify(deps.doors, presented.text, access) : presented;
    deps.log.verdict({ ...verdictFields(verdict, scope), door, route, requestId });
    const answer = authorizerAnswer(verdict, { methodArn: event.methodArn, method, resource }, scope);
    const { plans, now } = deps.doors;
    return plans === undefined ? answer : underPlan(answer, verdict, { plans, now: now() });
  } catch (thrown) {
    if (!(thrown instanceof Unauthorized)) deps.log.failure({ requestId, at: route, error: thrown });
    throw thrown;
  }
}

type VerdictFields = Pick<VerdictLine, 'reason' | 'credentialId' | 'credentialType' | 'scope'>;

function verdictFields(verdict: Verdict, scope: ScopeRule | null): VerdictFields {
  if (verdict.accepted) {
    const { credentialId, credentialType } = verdict.principal;
    return { reason: 'accepted', credentialId, credentialType };
  }
  const { reason, credentialId } = verdict;
  const isLacking = reason === 'insufficient-scope' && scope !== null;
  return { reason, credentialId, ...(isLacking && { scope: ruleText(scope) }) };
}
