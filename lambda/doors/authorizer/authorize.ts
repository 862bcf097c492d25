/**
 * The way of a request through the doors: route, presented credential, decision, log, answer. Whatever goes
 * wrong on it ends as an error that API Gateway answers with 5xx and does not keep: no trouble lets a call
 * pass, and none is held against the credential.
 */
import type { Log, VerdictLine } from '../../domain/log';
import { DependencyError, InvariantError } from '../../domain/outcome';
import { type Ask, invalid, type Verdict } from '../verdict';
import { type Doors, verify } from '../verify';
import { type AuthorizerAnswer, authorizerAnswer, Unauthorized } from './authorizer-answer';
import { presentedCredential, type RequestParts } from './presented-credential';
import { type RequestIds, requestIdOf } from '../../http/request-id';
import { type Door, type RouteTable, routeRule } from './route-table';

/** What a REST API tells a REQUEST authorizer, as far as it is read. */
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
  /** Rejects with a `DependencyError` when the work takes longer than a decision may. */
  readonly inTime: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Answers with a policy, throws `Unauthorized`, or throws trouble; nothing else that was thrown gets out. */
export async function authorize(deps: AuthorizerDeps, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  try {
    return await answered(deps, event);
  } catch (thrown) {
    if (thrown instanceof Unauthorized) throw thrown;
    if (thrown instanceof DependencyError) throw new DependencyError(thrown.dependency, 'No decision: trouble outside');
    throw new InvariantError('No decision: a defect');
  }
}

async function answered(deps: AuthorizerDeps, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const { httpMethod: method, resourcePath: resource, identity } = event.requestContext;
  const requestId = requestIdOf(event.requestContext);
  const route = `${method} ${resource}`;
  try {
    const { scope, door } = routeRule(deps.routes, method, resource);
    const ask = { scope, sourceIp: identity.sourceIp };
    const verdict = await deps.inTime(() => decide({ doors: deps.doors, door }, event, ask));
    deps.log.verdict({ ...outcomeOf(verdict), door, route, requestId });
    return authorizerAnswer(verdict, { methodArn: event.methodArn, method, resource }, scope);
  } catch (thrown) {
    if (!(thrown instanceof Unauthorized)) deps.log.failure({ requestId, at: route, error: thrown });
    throw thrown;
  }
}

async function decide(at: { doors: Doors; door: Door }, request: RequestParts, ask: Ask): Promise<Verdict> {
  const presented = presentedCredential(request);
  if (presented.kind === 'none') return invalid(presented.reason);
  if (at.door !== 'any' && at.door !== presented.kind) return invalid('wrongKind');
  return verify(at.doors, presented.text, ask);
}

function outcomeOf(verdict: Verdict): Pick<VerdictLine, 'reason' | 'credentialId' | 'credentialType'> {
  if (!verdict.accepted) return { reason: verdict.reason, credentialId: verdict.credentialId };
  const { credentialId, credentialType } = verdict.principal;
  return { reason: 'accepted', credentialId, credentialType };
}
