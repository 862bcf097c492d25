/**
 * Calls API Gateway's control plane with requests that this project signs itself: five operations of a protocol that is
 * plain JSON over HTTP. Source: API Gateway API Reference, version 2015-07-09.
 */
import { DependencyError } from '../../domain/outcome';
import type { Clock } from '../../domain/ports/system';
import { credentialsOf, endpointOf, regionOf } from '../aws-access';
import type { Variables } from '../environment';
import { type HttpAnswer, HttpClient, type HttpRequest } from '../http-client';
import { ServiceError } from '../retry';
import { clock } from '../runtime';
import { type Credentials, encoded, queryText, signerOf } from '../signature';
import type { Timers } from '../timers';

export const GATEWAY = 'api-gateway';

/** A page has at most 500 keys, each of which a name and a few dates. */
const MAX_BYTES = 2 * 1024 * 1024;
const CONNECT_MS = 500;
const REQUEST_MS = 2_000;
const JSON_TYPE = 'application/json';

export interface ControlCall extends Pick<HttpRequest, 'method'> {
  /** The segments of the path, not encoded. */
  readonly path: readonly string[];
  /** Its names are in the order of their code points. */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
}

export interface ControlPlaneOptions {
  readonly now?: Clock;
  readonly timers?: Timers;
}

export class ControlPlane {
  readonly #http: HttpClient;
  readonly #endpoint: URL;
  readonly #credentials: Credentials;
  readonly #region: string;
  readonly #now: Clock;

  /** Call once per cold start. */
  constructor(variables: Variables, { now = clock, timers }: ControlPlaneOptions = {}) {
    const limits = { connectTime: CONNECT_MS, requestTime: REQUEST_MS, maxBytes: MAX_BYTES };
    this.#http = new HttpClient({ dependency: GATEWAY, keepAlive: true, ...limits, timers });
    this.#endpoint = endpointOf('apigateway', variables);
    this.#credentials = credentialsOf(variables);
    this.#region = regionOf(variables);
    this.#now = now;
  }

  /** The members of the answer, which nobody has checked. Rejects if API Gateway does not answer with success. */
  async send({ method, path, query = {}, body }: ControlCall, signal: AbortSignal): Promise<ControlAnswer> {
    const url = new URL(this.#endpoint);
    url.pathname = path.map((segment) => `/${encoded(segment)}`).join('');
    url.search = queryText(query);
    const text = body === undefined ? '' : JSON.stringify(body);
    // Without `accept` the answer is in HAL: `_embedded` and `_links`.
    const headers = { accept: JSON_TYPE, host: url.host, ...(body && { 'content-type': JSON_TYPE }) };
    const operation = { service: 'apigateway', region: this.#region, method, path: url.pathname, query, headers };
    const signed = signerOf(this.#credentials, operation)(text, this.#now());
    const answer = await this.#http.send({ method, url, headers: signed, body: text }, signal);
    if (answer.status < 200 || answer.status > 299)
      throw new ServiceError('API Gateway', errorName(answer), answer.status);
    return answer.text === '' ? {} : membersIn(answer.text);
  }

  /** Closes the kept connections. */
  close(): void {
    this.#http.close();
  }
}

export type ControlAnswer = Readonly<Record<string, unknown>>;

/** An answer of a proxy has no such header. The name may be followed by a colon and a URL. */
function errorName({ headers }: HttpAnswer): string {
  const header = headers['x-amzn-errortype'];
  return typeof header === 'string' ? (header.split(':')[0] ?? '') : 'UnknownError';
}

function membersIn(text: string): ControlAnswer {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) return value as ControlAnswer;
  throw unknownShape();
}

export const unknownShape = (): DependencyError =>
  new DependencyError(GATEWAY, 'API Gateway sent an answer in an unknown format');
