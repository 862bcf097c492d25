/** A management API and a token endpoint in memory, behind the `fetch` of a client. */
import type { ClientOptions } from '../../client/client';
import { clientCredentials, createClient } from '../../client';

export const URL_OF_API = 'https://api.test/v1';
export const TOKEN_URL = 'https://auth.test/oauth2/token';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export type Reply = Response | Error;

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

interface ProblemMembers {
  readonly retryAfter?: number | undefined;
  readonly detail?: string;
  readonly errors?: readonly object[];
}

export const problem = (code: string, status: number, { retryAfter, ...more }: ProblemMembers = {}): Response =>
  new Response(
    JSON.stringify({
      type: `https://docs.test/problems/${code}`,
      title: code,
      status,
      instance: '/requests/r1',
      ...more,
    }),
    {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      },
    },
  );

/** A client whose requests are answered by these replies, in order. Tokens are `token1`, `token2`, … for an hour. */
export function fakeApi(replies: readonly Reply[], given: Partial<ClientOptions> = {}) {
  const here = { now: 1_000_000, seen: [] as Seen[], waits: [] as number[], tokens: 0 };
  const left = [...replies];
  const tokenReplies: Reply[] = [];
  const take = (reply: Reply | undefined): Response => {
    if (reply === undefined) return json({ unexpected: true });
    if (reply instanceof Response) return reply;
    throw reply;
  };
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    init?.signal?.throwIfAborted();
    if (url === TOKEN_URL) {
      here.tokens += 1;
      return take(tokenReplies.shift() ?? json({ access_token: `token${here.tokens}`, expires_in: 3600 }));
    }
    here.seen.push({ method, url, headers: Object.fromEntries(request.headers), body: await request.text() });
    return take(left.shift());
  };
  const token = clientCredentials({
    ...{ tokenUrl: TOKEN_URL, clientId: 'op', clientSecret: 'secret', fetch: answer },
    now: () => here.now,
  });
  const wait = async (milliseconds: number): Promise<void> => void here.waits.push(milliseconds);
  const client = createClient({ url: URL_OF_API, token, fetch: answer, wait, ...given });
  return { here, client, tokenReplies, fetch: answer, wait };
}
