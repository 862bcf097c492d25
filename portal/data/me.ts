/** Who signed in, and what the role of a person in an account allows. The API decides; the page only hides what it would refuse. */
import type { Client } from 'sallyport/client';

export type Role = 'viewer' | 'developer' | 'owner';

export interface Membership {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface Me {
  readonly subject: string;
  readonly email: string;
  readonly operator: boolean;
  /** As the API saw it. */
  readonly sourceIp: string;
  readonly accounts: readonly Membership[];
}

/** The route is there for people alone, so a deployment without a portal does not have it. */
export const readMe = (client: Client, signal: AbortSignal): Promise<Me> =>
  (client.get as (path: string, options: object) => Promise<unknown>)('/me', { signal }) as Promise<Me>;

const ORDER: readonly Role[] = ['viewer', 'developer', 'owner'];

/** Whether the person may do what needs this role at least. A person who is an operator may do all of it. */
export function may(me: Pick<Me, 'operator'>, role: Role | undefined, least: Role): boolean {
  return me.operator || (role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(least));
}
