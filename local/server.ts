/** What the HTTP servers of a local run share. They listen on the loopback interface only. */
import http from 'node:http';
import { StartRefusal } from './refusal';

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Also ends connections that are open or hang. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 600_000;

type Serve = (request: http.IncomingMessage, response: http.ServerResponse) => void | Promise<void>;

/** Starts an HTTP server on any free port. */
export function listen(serve: Serve): Promise<RunningServer> {
  const server = http.createServer((request, response) => {
    // The client went away, or `serve` has a defect: only this connection ends.
    Promise.resolve(serve(request, response)).catch(() => response.destroy());
  });
  return openServer(server, 0);
}

/** Opens a server on this port, or on any free one for 0; refuses the start when the port is taken. */
export async function openServer(server: http.Server, port: number): Promise<RunningServer> {
  // By Node's default of 5 seconds a connection may end under the next request of a client that was busy meanwhile.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const why = error.code === 'EADDRINUSE' ? 'another process uses it' : error.message;
      reject(new StartRefusal(`port ${port} cannot be used: ${why}; --port 0 takes any free port`));
    };
    server.once('error', refuse);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? port) : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Refuses the start when the port cannot be used; for a check before anything else is done. */
export const checkPort = async (port: number): Promise<void> => (await openServer(http.createServer(), port)).close();

/** The body; undefined when it is longer than `maxBytes`. Rejects when the client goes away first. */
export async function readBody(request: http.IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read and dropped: a client that is still sending when the connection ends does not see the answer.
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

/** In lower case, without parameters such as `charset`. */
export const mediaTypeOf = (headers: http.IncomingHttpHeaders): string | undefined =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase();

/** Answers with JSON, or with no body. */
export function sendJson(response: http.ServerResponse, status: number, body?: object): void {
  response.writeHead(status, body && { 'Content-Type': 'application/json;charset=UTF-8' });
  response.end(body && JSON.stringify(body));
}
