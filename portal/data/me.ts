/** Who signed in, and what the role of a person in an account allows. The API decides; the page only hides what it would refuse. */
import { type Client, NoAnswerError } from 'sallyport/client';

export type Me = Awaited<ReturnType<typeof readMe>>;
export type Membership = Me['accounts'][number];
export type Role = Membership['role'];

export async function readMe(client: Client, signal: AbortSignal) {
  const me = await client.get('/me', { signal });
  // What stands between the page and its API may answer with JSON of its own.
  if (!isMe(me)) throw new NoAnswerError('the answer to GET /me is no person');
  return me;
}

function isMe(answer: unknown): boolean {
  const { subject, accounts } = (answer ?? {}) as { readonly subject?: unknown; readonly accounts?: unknown };
  return typeof subject === 'string' && Array.isArray(accounts);
}

const ORDER: readonly Role[] = ['viewer', 'developer', 'owner'];

/** Whether the person may do what needs this role at least. A person who is an operator may do all of it. */
export function may(me: Pick<Me, 'operator'>, role: Role | undefined, least: Role): boolean {
  return me.operator || (role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(least));
}
