/** Who signed in, and what the role of a person in an account allows. The API decides; the page only hides what it would refuse. */
import type { Client } from 'sallyport/client';

export type Me = Awaited<ReturnType<typeof readMe>>;
export type Membership = Me['accounts'][number];
export type Role = Membership['role'];

export const readMe = (client: Client, signal: AbortSignal) => client.get('/me', { signal });

const ORDER: readonly Role[] = ['viewer', 'developer', 'owner'];

/** Whether the person may do what needs this role at least. A person who is an operator may do all of it. */
export function may(me: Pick<Me, 'operator'>, role: Role | undefined, least: Role): boolean {
  return me.operator || (role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(least));
}
