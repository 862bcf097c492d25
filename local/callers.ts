/**
 * Says whether a caller of a local service may do what it asks: table, user pool, or API Gateway’s control plane. The access key id in a request's
 * signature names the caller: each function signs with its logical id as access key id. A request with any other
 * access key id comes from the developer, who may do everything.
 */
import { type Decision, decide, type PolicyRequest, type Statement } from './iam';

/** A function: its Region and account, and the statements of its role's policies. */
export interface Caller {
  readonly region: string;
  readonly account: string;
  readonly statements: readonly Statement[];
  /** Of the role's permissions boundary, which allows nothing by itself; absent when the role has none. */
  readonly boundary?: readonly Statement[];
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
    const arn = resource === undefined ? '*' : arnOf(caller, access.action, resource);
    const denied = denialOf(caller, id, { ...access, resource: arn });
    if (denied !== undefined) return denied;
  }
  return undefined;
}

/** The same about one request of a caller that is known; the resource is a whole ARN. */
export function denialOf({ statements, boundary }: Caller, id: string, request: PolicyRequest): string | undefined {
  const { action, resource } = request;
  const why =
    whyDenied(decide(statements, request), 'identity-based policy', action) ??
    (boundary && whyDenied(decide(boundary, request), 'permissions boundary', action));
  return why && `User: ${id} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** Both the policies and the boundary must allow the request (IAM User Guide, Permissions boundaries). */
function whyDenied(decision: Decision, policy: string, action: string): string | undefined {
  if (decision === 'allow') return undefined;
  if (decision === 'implicitDeny') return `because no ${policy} allows the ${action} action`;
  return `with an explicit deny in ${policy.startsWith('i') ? 'an' : 'a'} ${policy}`;
}

/** An ARN of the API Gateway control plane has no account (Service Authorization Reference). */
function arnOf({ region, account }: Caller, action: string, resource: string): string {
  const [service = ''] = action.split(':');
  return `arn:aws:${service}:${region}:${service === 'apigateway' ? '' : account}:${resource}`;
}
