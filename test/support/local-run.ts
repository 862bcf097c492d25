/**
 * A local run for the tests of a file: the synthesized template on free ports of this process, seeded, with what
 * a caller needs. Calls go over real HTTP, header by header as given. Its clock stands still until a test moves it,
 * so no time limit of a function ends because the machine is slow.
 */
import http from 'node:http';
import type { Facts } from '../../local/command/facts';
import { type SeededRun, startSeeded } from '../../local/command/seeded-run';
import type { StartOptions } from '../../local/start-options';
import { standingClock } from '../../local/clock';
import type { FailureKind, LocalClock, LogLine, PoolTarget } from '../../local/types';
import { ensureAssembly } from './assembly';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Sent {
  /** An array sends a header more than once. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Anything but text is sent as JSON, with its media type unless one is given. */
  readonly body?: unknown;
  /** The caller's own address, one of 127.0.0.0/8. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is the test's to know
  readonly body: any;
}

export interface TestRun extends SeededRun {
  /** Every line that functions and access logs wrote so far. */
  readonly lines: readonly LogLine[];
  /** An access token; all scopes of the client when none are named. */
  token(client: Credentials, scope?: string): Promise<string>;
  /** Calls a path of the guarded API. */
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Calls a path of the management API, with the operator's token unless `sent` has another `Authorization`. */
  manage(method: string, path: string, sent?: Sent): Promise<Answer>;
}

export const bearer = (credential: string) => ({ headers: { Authorization: `Bearer ${credential}` } });

/** The caller closes it. */
export async function withLocalRun(options: Partial<StartOptions> = {}): Promise<TestRun> {
  const lines: LogLine[] = [];
  const assembly = await ensureAssembly();
  const clock = standingClock();
  const run = await startSeeded({ assembly, log: (line) => lines.push(line), clock, ...options });
  const { facts } = run;
  const operatorToken = keepFresh(() => tokenOf(facts, facts.operator), run.clock);
  return {
    ...run,
    ...withTimeAtHangs(run),
    lines,
    token: (client, scope) => tokenOf(facts, client, scope),
    call: (method, path, sent) => {
      run.clock.advance(BETWEEN_REQUESTS_MS);
      return send(method, facts.apiUrl + path, sent);
    },
    manage: async (method, path, sent = {}) => {
      run.clock.advance(BETWEEN_REQUESTS_MS);
      const headers = { ...bearer(await operatorToken()).headers, ...sent.headers };
      return send(method, facts.managementUrl + path, { ...sent, headers });
    },
  };
}

/** Milliseconds that a function gives one request to each. */
const LIMITS: Readonly<Record<'table' | PoolTarget, number>> = {
  table: 400,
  pool: 2_000,
  keySet: 1_000,
  tokenEndpoint: 3_000,
};

/** Table and pool where, at each request that hangs, the time goes by in which its caller gives it up. */
function withTimeAtHangs({ table, pool, clock }: SeededRun): Pick<SeededRun, 'table' | 'pool'> {
  const passing = (kind: FailureKind, at: 'table' | PoolTarget) =>
    kind === 'hang' ? { onHit: () => clock.advance(LIMITS[at]) } : {};
  return {
    table: table && { ...table, fail: (kind, options) => table.fail(kind, { ...options, ...passing(kind, 'table') }) },
    pool: pool && {
      ...pool,
      fail: (kind, options) => pool.fail(kind, { ...options, ...passing(kind, options?.target ?? 'keySet') }),
    },
  };
}

/** Events of one millisecond are in no order. */
const BETWEEN_REQUESTS_MS = 1;
const HALF_AN_HOUR_MS = 1_800_000;

/** Takes a new token when the run's clock has moved on. */
function keepFresh(take: () => Promise<string>, clock: LocalClock): () => Promise<string> {
  let taken = Number.NEGATIVE_INFINITY;
  let token = Promise.resolve('');
  return () => {
    if (clock.now() - taken > HALF_AN_HOUR_MS) {
      taken = clock.now();
      token = take();
    }
    return token;
  };
}

async function tokenOf({ tokenUrl }: Facts, { clientId, clientSecret }: Credentials, scope?: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { status, body, text } = await send('POST', tokenUrl, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(scope === undefined ? form : { ...form, scope }).toString(),
  });
  if (status !== 200) throw new Error(`no token: ${status} ${text}`);
  return body.access_token;
}

/** One request on a connection of its own. */
export function send(method: string, url: string, { headers = {}, body, from }: Sent = {}): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const json = text !== undefined && text !== body && !('Content-Type' in headers);
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      agent: false,
      ...(from !== undefined && { localAddress: from }),
      headers: {
        // Without this header, Node.js sends a body of DELETE without any length.
        ...(text !== undefined && { 'Content-Length': Buffer.byteLength(text) }),
        ...headers,
        ...(json && { 'Content-Type': 'application/json' }),
      },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve(answerOf(response, Buffer.concat(chunks).toString())));
    });
    request.end(text);
  });
}

function answerOf({ statusCode = 0, headers }: http.IncomingMessage, text: string): Answer {
  return {
    status: statusCode,
    headers,
    text,
    body: /[/+]json\b/.test(headers['content-type'] ?? '') ? parse(text) : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
