/**
 * Calls DynamoDB with requests that this project signs itself. The authorizer and the token cache use it: with the AWS
 * SDK a read takes three times as long, and a cold start four times.
 */
import { DependencyError } from '../../domain/outcome';
import type { Clock } from '../../domain/ports/system';
import { credentialsOf, endpointOf, regionOf } from '../aws-access';
import type { Variables } from '../environment';
import { type HttpAnswer, HttpClient } from '../http-client';
import { clock } from '../runtime';
import { ServiceError } from '../retry';
import { type Sign, signerOf } from '../signature';
import type { Timers } from '../timers';
import type { Attributes } from './codecs/attribute-codecs';
import { CONNECT_MS, REQUEST_MS } from './table-retry';

/** BatchGetItem returns at most 16 MB. Source: DynamoDB API Reference, "BatchGetItem". */
const MAX_BYTES = 16 * 1024 * 1024;
/** What DynamoDB answers when the date of a request differs from its own clock by more than 15 minutes. */
const CLOCK_ERROR = 'InvalidSignatureException';
/** Milliseconds. With a smaller difference another cause made the signature invalid. */
const CLOCK_TOLERANCE = 300_000;

type Operation = 'BatchGetItem' | 'GetItem' | 'PutItem';

export interface SignedClientOptions {
  readonly now?: Clock;
  readonly timers?: Timers;
}

export class SignedClient {
  readonly #http: HttpClient;
  readonly #url: URL;
  readonly #sign: Readonly<Record<Operation, Sign>>;
  readonly #now: Clock;
  /** Milliseconds by which DynamoDB's clock is ahead of this one, as far as an error made known. */
  #ahead = 0;

  /** Call once per cold start: a warm process keeps its connection. */
  constructor(variables: Variables, { now = clock, timers }: SignedClientOptions = {}) {
    const limits = { connectTime: CONNECT_MS, requestTime: REQUEST_MS };
    this.#http = new HttpClient({ dependency: 'table', maxBytes: MAX_BYTES, keepAlive: true, ...limits, timers });
    this.#url = endpointOf('dynamodb', variables);
    const credentials = credentialsOf(variables);
    const region = regionOf(variables);
    const signer = (operation: Operation): Sign =>
      signerOf(credentials, { region, service: 'dynamodb', headers: headersOf(operation, this.#url) });
    this.#sign = {
      BatchGetItem: signer('BatchGetItem'),
      GetItem: signer('GetItem'),
      PutItem: signer('PutItem'),
    };
    this.#now = now;
  }

  /** The output of the operation: a JSON object whose members nobody has checked. Rejects as `sendText` does. */
  async send(operation: Operation, input: object, signal: AbortSignal): Promise<Attributes> {
    return outputIn(await this.sendText(operation, JSON.stringify(input), signal));
  }

  /**
   * The output of the operation as JSON. Rejects if DynamoDB does not answer with success. Signs once more if the clock of
   * this process is wrong.
   */
  async sendText(operation: Operation, input: string, signal: AbortSignal): Promise<string> {
    const first = await this.#signed(operation, input, signal);
    const answer = this.#learnsTime(first) ? await this.#signed(operation, input, signal) : first;
    if (answer.status !== 200) throw new ServiceError('DynamoDB', errorName(answer.text), answer.status);
    return answer.text;
  }

  /** Closes the kept connections. */
  close(): void {
    this.#http.close();
  }

  #signed(operation: Operation, body: string, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = this.#sign[operation](body, this.#now() + this.#ahead);
    return this.#http.send({ method: 'POST', url: this.#url, headers, body }, signal);
  }

  /** Whether the answer says that the date of the request was wrong. Takes over DynamoDB's own date then. */
  #learnsTime(answer: HttpAnswer): boolean {
    if (answer.status < 400 || errorName(answer.text) !== CLOCK_ERROR) return false;
    const ahead = Date.parse(answer.headers.date ?? '') - this.#now();
    if (!(Math.abs(ahead - this.#ahead) > CLOCK_TOLERANCE)) return false;
    this.#ahead = ahead;
    return true;
  }
}

const headersOf = (operation: Operation, { host }: URL): Readonly<Record<string, string>> => ({
  host,
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
});

/** The JSON object that an answer is. Throws for any other text. */
export function outputIn(answer: string): Attributes {
  const value: unknown = JSON.parse(answer);
  if (isObject(value)) return value;
  throw new DependencyError('table', 'DynamoDB answered in an unknown format');
}

const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null;

/** `ThrottlingException` for `com.amazonaws.dynamodb.v20120810#ThrottlingException`; an answer of a proxy has no name. */
function errorName(answer: string): string {
  try {
    const { __type: type } = outputIn(answer);
    return typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : 'UnknownError';
  } catch {
    return 'UnknownError';
  }
}
