/**
 * A server on loopback that passes every request on to a service of the local run. It counts them, can answer the
 * first ones by itself, and can change how long the tokens in the answers live.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Script {
  /** Sent in place of the service's first answers. */
  readonly first?: readonly Answer[];
  /** How long the first request waits before it is passed on. */
  readonly waitMs?: number;
  /** In place of the service's `expires_in`. */
  readonly expiresIn?: number | undefined;
}

export interface Front {
  /** In place of the service's address. */
  readonly url: string;
  /** The headers of each request since the last `follow`. */
  readonly seen: readonly IncomingHttpHeaders[];
  follow(script: Script): void;
  close(): void;
}

export async function startFront(service: string): Promise<Front> {
  const { origin, pathname } = new URL(service);
  const seen: IncomingHttpHeaders[] = [];
  let script: Script = {};
  const server = createServer((request, response) => {
    const own = script.first?.[seen.length];
    seen.push(request.headers);
    if (own) send(response, own);
    else
      void request.toArray().then(async (chunks: Buffer[]) => {
        if (seen.length === 1) await wait(script.waitMs ?? 0);
        await passOn(new Request(`${origin}${request.url ?? ''}`, askOf(request, chunks)), response, script);
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    seen,
    follow(next) {
      script = next;
      seen.length = 0;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'expect']);

function askOf(request: { method?: string; headers: IncomingHttpHeaders }, chunks: readonly Buffer[]): RequestInit {
  const headers = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return { method: request.method ?? 'GET', headers: headers.map(([name, value]) => [name, String(value)]), ...body };
}

async function passOn(request: Request, response: ServerResponse, { expiresIn }: Script): Promise<void> {
  const answer = await fetch(request);
  let text = await answer.text();
  if (expiresIn !== undefined) text = text.replace(/"expires_in":\d+/, `"expires_in":${expiresIn}`);
  const { 'content-type': type = '', 'retry-after': after } = Object.fromEntries(answer.headers);
  const headers = { 'Content-Type': type, ...(after !== undefined && { 'Retry-After': after }) };
  send(response, { status: answer.status, headers, body: text });
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
