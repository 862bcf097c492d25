/**
 * Says whether a caller of the local table or user pool may do what it asks. The access key id in a request's
 * signature names the caller: each function signs with its logical id as access key id. A request with any other
 * access key id comes from the developer, who may do everything.
 */
import { decide, type PolicyRequest, type Statement } from './iam';

/** A function: its Region and account, and the statements of its role's policies. */
export interface Caller {
  readonly region: string;
  readonly account: string;
  readonly statements: readonly Statement[];
}

/** By access key id. */
export type Callers = Readonly<Record<string, Caller>>;

/** One permission that a request needs; the action is `<service>:<Operation>`, for example `dynamodb:GetItem`. */
export interface Access extends Omit<PolicyRequest, 'resource'> {
  /** The last part of the resource's ARN, for example `table/<name>`; undefined when the action is on no resource. */
  readonly resource: string | undefined;
}

/**
 * AWS's message to a caller that lacks one of these permissions; undefined when it has them all. `authorization` is
 * the `Authorization` header of AWS Signature Version 4. Source: IAM User Guide, Troubleshoot access denied errors.
 */
export function denial(callers: Callers, authorization = '', accesses: readonly Access[]): string | undefined {
  const [, id = ''] = /\bCredential=([^/]+)\//.exec(authorization) ?? [];
  const caller = Object.hasOwn(callers, id) ? callers[id] : undefined;
  if (caller === undefined) return undefined;
  for (const { resource, ...access } of accesses) {
    const { action } = access;
    const arn = resource === undefined ? '*' : arnOf(caller, action, resource);
    const decision = decide(caller.statements, { ...access, resource: arn });
    if (decision !== 'allow') {
      return `User: ${id} is not authorized to perform: ${action} on resource: ${arn} ${WHY[decision](action)}`;
    }
  }
  return undefined;
}

const arnOf = ({ region, account }: Caller, action: string, resource: string): string =>
  `arn:aws:${action.split(':')[0]}:${region}:${account}:${resource}`;

const WHY = {
  explicitDeny: () => 'with an explicit deny in an identity-based policy',
  implicitDeny: (action: string) => `because no identity-based policy allows the ${action} action`,
};
