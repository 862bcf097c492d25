/** The client of the management API. Each call has the types of the API's document; every failure is thrown as an error. */
import createFetchClient from 'openapi-fetch';
import type { paths } from './api-types';
import { NoAnswerError } from './errors';
import { randomKey } from './random-key';
import { sender } from './send';
import { pause } from './signals';
import type { TokenSource } from './tokens';
import type { Answer, CallArguments, Item, ListPath, Method, Operation, PathWith } from './types';

export interface ClientOptions {
  /** The stack's output `ManagementUrl`, for example `https://abc123.execute-api.eu-west-1.amazonaws.com/v1`. */
  readonly url: string;
  /** Gives the access tokens: `clientCredentials({…})`, or a function of your own. */
  readonly token: TokenSource;
  /** Milliseconds for a call with its retry. @default 30,000 */
  readonly timeout?: number;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Waits before a retry. @default a timer */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

type Call<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...options: CallArguments<Operation<M, Path>>
) => Promise<Answer<Operation<M, Path>>>;

/** Each call gives the body of the answer. Throws a `ProblemError`, `TokenError` or `NoAnswerError`. */
export interface Client {
  readonly get: Call<'get'>;
  readonly post: Call<'post'>;
  readonly put: Call<'put'>;
  readonly patch: Call<'patch'>;
  readonly delete: Call<'delete'>;
  /** All items of a list, page after page; each page is fetched when its first item is asked for. */
  readonly items: <Path extends ListPath>(
    path: Path,
    ...options: CallArguments<Operation<'get', Path>>
  ) => AsyncGenerator<Item<Path>, void, undefined>;
}

/** What `CallOptions` are for every operation. */
interface AnyOptions {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}
interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string;
}

const TIMEOUT = 30_000;

/**
 * Makes a client of a deployment's management API. A POST gets an `Idempotency-Key`, so a call whose answer was lost is sent
 * once more; a PATCH is sent again only when the API took nothing of it.
 *
 * @example
 * const sallyport = createClient({ url, token: clientCredentials({ tokenUrl, clientId, clientSecret }) });
 * const account = await sallyport.post('/accounts', { body: { name: 'Acme' } });
 */
export function createClient(options: ClientOptions): Client {
  const { url, token, timeout = TIMEOUT, fetch: send = fetch, wait = pause } = options;
  const client = createFetchClient<paths>({ baseUrl: url });
  const fetchFor = sender({ token, timeout, fetch: send, wait });
  const call =
    (method: Method) =>
    async (path: string, { path: names = {}, query, headers, ...rest }: AnyOptions = {}): Promise<unknown> => {
      refuseDots(names);
      const header = method === 'post' ? { 'Idempotency-Key': randomKey(), ...headers } : headers;
      // openapi-fetch types a call by one method and path; the types of `Client` say the same for all of them.
      const request = client.request as (method: string, path: string, init: object) => Promise<{ data?: unknown }>;
      const { data } = await request(method, path, {
        params: { path: names, query, header },
        fetch: fetchFor(isRepeatable(method, path)),
        ...rest,
      });
      return data;
    };
  const get = call('get');
  async function* items(path: string, given: AnyOptions = {}): AsyncGenerator<unknown, void, undefined> {
    const cursors = new Set<string>();
    let cursor: string | undefined;
    do {
      const query = { ...given.query, ...(cursor !== undefined && { cursor }) };
      const page = asPage(await get(path, { ...given, query }), path);
      yield* page.items;
      cursor = page.nextCursor;
      // Without this, an answer that leads back to itself would be asked for without end.
      if (cursor !== undefined && cursors.has(cursor)) throw new NoAnswerError(`the list ${path} leads back to itself`);
      cursors.add(cursor ?? '');
    } while (cursor !== undefined);
  }
  return {
    get,
    post: call('post'),
    put: call('put'),
    patch: call('patch'),
    delete: call('delete'),
    items,
  } as unknown as Client;
}

/** What something in between made of an answer is no list, whatever its status and its type say. */
function asPage(answer: unknown, path: string): Page {
  const { items } = (answer ?? {}) as Partial<Page>;
  if (Array.isArray(items)) return answer as Page;
  throw new NoAnswerError(`the answer to GET ${path} is no list`);
}

/** A POST that does more each time: it revokes the next keys. Every other one has an `Idempotency-Key`, or does nothing twice. */
const DOES_MORE: readonly string[] = ['/accounts/{accountId}/keys/revoke'] satisfies PathWith<'post'>[];

/** A PATCH or a PUT that is carried out twice could undo what another caller did in between. */
const isRepeatable = (method: Method, path: string): boolean =>
  method === 'get' || method === 'delete' || (method === 'post' && !DOES_MORE.includes(path));

/** In a URL `..` leads out of its place, encoded or not: the request would be another one. */
function refuseDots(names: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(names))
    if (['', '.', '..'].includes(String(value)))
      throw new TypeError(`path.${name} is "${String(value)}", which is no id`);
}
