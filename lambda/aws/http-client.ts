/**
 * HTTP requests over `node:https`. The global `fetch` would load undici, and the AWS SDK hundreds of kilobytes: both
 * make a cold start slower than everything else that the authorizer does. Plain HTTP serves endpoints on loopback.
 */
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as requestOverHttp,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestOverHttps } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { DependencyError } from '../domain/outcome';
import { systemTimers, type Timers } from './timers';

export interface HttpRequest {
  readonly method: 'DELETE' | 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A whole answer, with any status. A redirection is an answer too: nothing follows it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface HttpClientOptions {
  /** The called dependency, as a `DependencyError` names it. */
  readonly dependency: string;
  /** Most bytes of an answer's body. */
  readonly maxBytes: number;
  /** Whether the next request may use the same connection. Only for requests that may be sent twice. */
  readonly keepAlive: boolean;
  /** Most milliseconds until a TCP connection stands. @default - as long as the request takes */
  readonly connectTime?: number;
  /** Most milliseconds until the whole answer is there. @default - until the signal aborts */
  readonly requestTime?: number;
  readonly timers?: Timers;
}

/** Where a request goes, as `node:http` takes it. */
type Target = Pick<RequestOptions, 'protocol' | 'host' | 'port' | 'path' | 'agent'>;

const GIVEN_UP = 'the request was given up';

/** The error codes of a connection that the other side has closed. */
const CLOSED: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** A kept connection that was closed while nobody used it, for example while Lambda had frozen the process. */
class StaleConnection extends Error {}

export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  /** `node:http` would make these of a URL at each request, which takes as long as a hash. */
  readonly #targets = new WeakMap<URL, Target>();

  constructor(options: HttpClientOptions) {
    const { keepAlive, connectTime } = options;
    // Of a host with addresses of both families, IPv6 is tried first. Node gives it 250 ms, which may be all that there is.
    const agent = { keepAlive, ...(connectTime && { autoSelectFamilyAttemptTimeout: Math.ceil(connectTime / 2) }) };
    this.#options = options;
    this.#http = new HttpAgent(agent);
    this.#https = new HttpsAgent(agent);
  }

  /**
   * Sends the request, and sends it at once again over another connection if a kept one turns out to be closed. Rejects
   * if no whole answer comes, and when the signal aborts.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    for (;;) {
      try {
        return await this.#exchange(request, signal);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
      }
    }
  }

  /** Closes the kept connections. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #exchange({ url, body, ...rest }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (signal.aborted) return Promise.reject(this.#failure(GIVEN_UP));
    const target = this.#targetOf(url);
    const sent = (target.agent === this.#https ? requestOverHttps : requestOverHttp)({ ...target, ...rest });
    return new Promise<HttpAnswer>((resolve, reject) => {
      let hasBegun = false;
      const fail = (error: NodeJS.ErrnoException): void => {
        unlimit();
        const isStale = sent.reusedSocket && !hasBegun && CLOSED.has(error.code);
        reject(isStale ? new StaleConnection() : error);
      };
      const unlimit = this.#limit(sent, signal, fail);
      sent.on('error', fail);
      sent.on('response', (response) => {
        hasBegun = true;
        // An answer that breaks off has an error, never an end.
        response.on('error', fail);
        this.#whole(response, (answer) => {
          unlimit();
          resolve(answer);
        });
      });
      sent.end(body);
    });
  }

  #targetOf(url: URL): Target {
    const known = this.#targets.get(url);
    if (known !== undefined) return known;
    // Node copies the target twice for each request. What `urlToHttpOptions` gives has no prototype, so V8 copies it slowly.
    const { protocol, hostname: host, port, path } = urlToHttpOptions(url);
    const target = { protocol, host, port, path, agent: protocol === 'https:' ? this.#https : this.#http };
    this.#targets.set(url, target);
    return target;
  }

  /**
   * Rejects and ends the request when one of its limits is exceeded. Does not wait for an event of the request: after a
   * 101 answer, for example, there is none. The returned function takes the limits away.
   */
  #limit(sent: ClientRequest, signal: AbortSignal, fail: (error: DependencyError) => void): () => void {
    const { connectTime, requestTime, timers = systemTimers } = this.#options;
    const exceed = (message: string): void => {
      const exceeded = this.#failure(message);
      fail(exceeded);
      sent.destroy(exceeded);
    };
    const limit = (milliseconds: number | undefined, missing: string): (() => void) =>
      milliseconds === undefined
        ? () => undefined
        : timers.limit(milliseconds, () => exceed(`no ${missing} within ${milliseconds} ms`));
    const abort = (): void => exceed(GIVEN_UP);

    signal.addEventListener('abort', abort);
    const cancels = [() => signal.removeEventListener('abort', abort), limit(requestTime, 'answer')];
    sent.on('socket', (socket) => {
      if (!socket.connecting) return;
      const connected = limit(connectTime, 'connection');
      socket.once('connect', connected);
      cancels.push(connected);
    });
    return () => cancels.forEach((cancel) => cancel());
  }

  /** With listeners: an async iteration over the chunks takes several times as long. */
  #whole(response: IncomingMessage, resolve: (answer: HttpAnswer) => void): void {
    const { maxBytes } = this.#options;
    const { statusCode: status = 0 } = response;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) response.destroy(this.#failure(`The answer has more than ${maxBytes} bytes`));
    });
    response.on('end', () => {
      const [first] = chunks;
      const whole = first?.length === size ? first : Buffer.concat(chunks, size);
      // Node reads the headers when they are first asked for, and a decision asks for none.
      const answer = {
        status,
        text: whole.toString(),
        get headers() {
          return response.headers;
        },
      };
      resolve(answer);
    });
  }

  #failure(message: string): DependencyError {
    return new DependencyError(this.#options.dependency, message);
  }
}
