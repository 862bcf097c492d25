/**
 * What the callers of the table and the pool may do. A caller is known by the access key id that a request is signed
 * with: a function's is its logical id. Whoever is no function is the developer, who may do everything.
 */
import { decide, type Statement } from './iam';

/** A function, where its role is, and what that role's policies say. */
export interface Caller {
  readonly region: string;
  readonly account: string;
  readonly statements: readonly Statement[];
}

/** By access key id. */
export type Callers = Readonly<Record<string, Caller>>;

export interface Access {
  /** `<service>:<Operation>` */
  readonly action: string;
  /** Within the service, the caller's Region and its account, such as `table/<name>`; undefined: no single resource. */
  readonly resource: string | undefined;
}

/**
 * AWS's words to a caller that lacks one of the accesses; undefined when it has them all. `authorization` is the
 * header as Signature Version 4 writes it.
 */
export function denial(callers: Callers, authorization = '', accesses: readonly Access[]): string | undefined {
  const [, id = ''] = /\bCredential=([^/]+)\//.exec(authorization) ?? [];
  const caller = Object.hasOwn(callers, id) ? callers[id] : undefined;
  if (caller === undefined) return undefined;
  for (const { action, resource } of accesses) {
    const arn = resource === undefined ? '*' : arnOf(caller, action, resource);
    const decision = decide(caller.statements, action, arn);
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
