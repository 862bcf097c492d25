/**
 * Turns a verdict into an authorizer response for API Gateway. The policy names one method and one resource template of
 * this API and stage. It copies nothing from the requested path, so no wildcard in the path can widen the policy. A
 * wildcard of a template can match paths of other templates: a cached policy must serve only the same method and template.
 */
import type { Instant } from '../../domain/model';
import { InvariantError } from '../../domain/outcome';
import { type DeploymentPlans, isOwnKeyServing, nativeKeyFor } from '../../domain/plans';
import { ruleText, type ScopeRule } from '../../domain/scopes';
import { principalContext } from '../backend/principals';
import type { Verdict } from '../verdict';

/** The method that a policy is for. */
export interface PolicyTarget {
  /** The request's ARN; only API and stage are taken from it. */
  readonly methodArn: string;
  readonly method: string;
  /** The resource's template, such as `/orders/{id}`. */
  readonly resource: string;
}

/** Source: API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer". */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: { readonly Version: '2012-10-17'; readonly Statement: readonly [PolicyStatement] };
  /** Strings only: API Gateway refuses lists and objects. */
  readonly context: Readonly<Record<string, string>>;
  /** The value of the native key under which API Gateway counts the call. Only in a deployment with plans. */
  readonly usageIdentifierKey?: string;
}
interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: readonly string[];
}

/** API Gateway answers 401 to an error with exactly this message, and 5xx to any other. */
export class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

/** Returns an explicit Allow or Deny. Throws `Unauthorized` for every invalid credential, whatever the reason. */
export function authorizerAnswer(verdict: Verdict, target: PolicyTarget, scope: ScopeRule | null): AuthorizerAnswer {
  if (verdict.accepted) {
    const { credentialType: type, ...proved } = verdict.principal;
    const context = principalContext({ type, ...proved, scope, route: target.resource });
    return { principalId: proved.credentialId, policyDocument: policy('Allow', target), context };
  }
  if (verdict.reason !== 'network-not-allowed' && verdict.reason !== 'insufficient-scope') throw new Unauthorized();
  const { reason: problem, accountId, credentialId } = verdict;
  // The template of the 403 body holds only the first two. They come from a fixed set, so they cannot break the body's
  // JSON. The access log has the other two.
  const requiredScope = problem === 'insufficient-scope' && scope !== null ? ruleText(scope) : '';
  const context = { problem, requiredScope, accountId, credentialId };
  return { principalId: credentialId, policyDocument: policy('Deny', target), context };
}

/**
 * The answer of a deployment with plans. A denied call is counted under no plan; it has a native key too, whether API
 * Gateway looks at the policy or at the key first. `budgetId` is whose quota the call is taken from: nobody's while the
 * plan's shared native key serves, which has none.
 */
export function underPlan(
  answer: AuthorizerAnswer,
  verdict: Verdict,
  { plans, now }: { readonly plans: DeploymentPlans; readonly now: Instant },
): AuthorizerAnswer {
  const budget = verdict.accepted ? verdict.budget : undefined;
  const usageIdentifierKey = nativeKeyFor(plans, budget, now);
  if (budget === undefined) return { ...answer, usageIdentifierKey };
  const own = isOwnKeyServing(plans, budget, now) && { budgetId: budget.ownerId };
  return { ...answer, context: { ...answer.context, plan: budget.plan, ...own }, usageIdentifierKey };
}

const policy = (effect: PolicyStatement['Effect'], target: PolicyTarget): AuthorizerAnswer['policyDocument'] => ({
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resourceArns(target) }],
});

const API_AND_STAGE = /^arn:[a-z-]+:execute-api:[a-z0-9-]+:\d{12}:[a-z0-9]+\/[\w-]+(?=\/)/;
const METHOD = /^[A-Z]+$/;
/** A resource template without wildcards, such as `/orders/{id}` or `/files/{proxy+}`. */
const TEMPLATE = /^(?:\/|(?:\/(?:[\w.:,()~$!;=@&'-]+|\{[\w.:-]+\+?\}))+)$/;

/**
 * The template with `*` for each `{param}` and `{proxy+}`, and the same with a slash at its end: API Gateway routes
 * `/orders` and `/orders/` alike, and puts the path into the request's ARN as the caller sent it.
 */
function resourceArns({ methodArn, method, resource }: PolicyTarget): readonly string[] {
  const base = API_AND_STAGE.exec(methodArn)?.[0];
  if (base === undefined || !METHOD.test(method) || !TEMPLATE.test(resource))
    throw new InvariantError('The event does not name a method of a REST API');
  const arn = `${base}/${method}${resource.replace(/\{[^}]+\}/g, '*')}`;
  return /[/*]$/.test(arn) ? [arn] : [arn, `${arn}/`];
}
