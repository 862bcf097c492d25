/**
 * Turns a verdict into an answer that API Gateway understands. The policy names one method and one resource template of
 * this API and stage. Nothing of the requested path is copied into it, so a `*` or `?` in the path cannot widen it.
 * That is safe only because each decision (or, with caching, the cache key) is bound to method and template.
 */
import { InvariantError } from '../../domain/outcome';
import type { DeniedReason, Verdict, VerifiedPrincipal } from '../verdict';

/** The method that a policy is for. */
export interface PolicyTarget {
  /** The request's ARN; only API and stage are taken from it. */
  readonly methodArn: string;
  /** HTTP method, such as `GET`. */
  readonly method: string;
  /** The resource's template, such as `/orders/{id}`. */
  readonly resource: string;
}

/** Source: API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer". */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      {
        readonly Action: 'execute-api:Invoke';
        readonly Effect: 'Allow' | 'Deny';
        readonly Resource: readonly string[];
      },
    ];
  };
  /** Strings only: API Gateway refuses lists and objects. */
  readonly context: Readonly<Record<string, string>>;
}

/** API Gateway answers 401 to an error with exactly this message, and 5xx to any other. */
export class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

/** Returns an explicit Allow or Deny. Throws `Unauthorized` for every invalid credential, whatever the reason. */
export function authorizerAnswer(verdict: Verdict, target: PolicyTarget, scope: string | null): AuthorizerAnswer {
  if (verdict.accepted) {
    const { principal } = verdict;
    const policyDocument = policy('Allow', target);
    return { principalId: principal.credentialId, policyDocument, context: principalContext(principal) };
  }
  const { reason, credentialId } = verdict;
  if (reason !== 'network-not-allowed' && reason !== 'insufficient-scope') throw new Unauthorized();
  return { principalId: credentialId, policyDocument: policy('Deny', target), context: denialContext(reason, scope) };
}

/** What a backend gets; `with-principal.ts` reads it. */
const principalContext = (principal: VerifiedPrincipal): AuthorizerAnswer['context'] => ({
  accountId: principal.accountId,
  credentialId: principal.credentialId,
  credentialType: principal.credentialType,
  scopes: principal.scopes.join(' '),
  environment: principal.environment,
  metadata: JSON.stringify(principal.metadata),
});

/** Values for the body template of the 403. Each is from a closed set, so the body stays valid JSON. */
const denialContext = (problem: DeniedReason, scope: string | null): AuthorizerAnswer['context'] => ({
  problem,
  requiredScope: problem === 'insufficient-scope' && scope !== null ? scope : '',
});

function policy(effect: 'Allow' | 'Deny', target: PolicyTarget): AuthorizerAnswer['policyDocument'] {
  const statement = { Action: 'execute-api:Invoke', Effect: effect, Resource: resourceArns(target) } as const;
  return { Version: '2012-10-17', Statement: [statement] };
}

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
