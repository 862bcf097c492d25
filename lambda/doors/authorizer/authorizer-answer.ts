/**
 * How a REST API is told a verdict. The policy names one method and one resource template of this API and
 * stage; nothing of the path that was asked for ever enters it, so no `*` or `?` in a path can widen it. That is
 * safe only because each decision, or the cache key where decisions are kept, is bound to method and template.
 */
import { InvariantError } from '../../domain/outcome';
import type { DeniedReason, Principal, Verdict } from '../verdict';

/** Where a decision holds. */
export interface Place {
  /** The request's own ARN; only API and stage are taken from it. */
  readonly methodArn: string;
  readonly method: string;
  /** The resource's template, such as `/orders/{id}`. */
  readonly resource: string;
}

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
  /** Strings only: the platform refuses lists and objects. */
  readonly context: Readonly<Record<string, string>>;
}

/** API Gateway answers 401 to an error with exactly this message, and 5xx to any other. */
export class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

/** An explicit Allow, an explicit Deny, or `Unauthorized` thrown: the one face of every credential that is no good. */
export function authorizerAnswer(verdict: Verdict, place: Place, scope: string | null): AuthorizerAnswer {
  if (verdict.accepted) {
    const { principal } = verdict;
    return answer(principal.credentialId, policy('Allow', place), contextOf(principal));
  }
  if (verdict.reason !== 'network-not-allowed' && verdict.reason !== 'insufficient-scope') throw new Unauthorized();
  return answer(verdict.credentialId, policy('Deny', place), denialOf(verdict.reason, scope));
}

const answer = (
  principalId: string,
  policyDocument: AuthorizerAnswer['policyDocument'],
  context: AuthorizerAnswer['context'],
): AuthorizerAnswer => ({ principalId, policyDocument, context });

/** What a backend gets; `principal.ts` reads it back. */
const contextOf = (principal: Principal): AuthorizerAnswer['context'] => ({
  accountId: principal.accountId,
  credentialId: principal.credentialId,
  credentialType: principal.credentialType,
  scopes: principal.scopes.join(' '),
  environment: principal.environment,
  metadata: JSON.stringify(principal.metadata),
});

/** What the 403's body is made of: values of a closed set, so that the template stays valid JSON. */
const denialOf = (problem: DeniedReason, scope: string | null): AuthorizerAnswer['context'] => ({
  problem,
  requiredScope: problem === 'insufficient-scope' && scope !== null ? scope : '',
});

function policy(effect: 'Allow' | 'Deny', place: Place): AuthorizerAnswer['policyDocument'] {
  const statement = { Action: 'execute-api:Invoke', Effect: effect, Resource: resourceArns(place) } as const;
  return { Version: '2012-10-17', Statement: [statement] };
}

const API_AND_STAGE = /^arn:[a-z-]+:execute-api:[a-z0-9-]+:\d{12}:[a-z0-9]+\/[\w-]+(?=\/)/;
const METHOD = /^[A-Z]+$/;
/** Literal parts hold no wildcard; `{param}` and `{proxy+}` become one. */
const TEMPLATE = /^(?:\/|(?:\/(?:[\w.:,()~$!;=@&'-]+|\{[\w.:-]+\+?\}))+)$/;

/** The template, and the same with a slash at its end: the gateway routes both alike and names the path as sent. */
function resourceArns({ methodArn, method, resource }: Place): readonly string[] {
  const base = API_AND_STAGE.exec(methodArn)?.[0];
  if (base === undefined || !METHOD.test(method) || !TEMPLATE.test(resource)) {
    throw new InvariantError('The event does not name a method of a REST API');
  }
  const arn = `${base}/${method}${resource.replace(/\{[^}]+\}/g, '*')}`;
  return /[/*]$/.test(arn) ? [arn] : [arn, `${arn}/`];
}
