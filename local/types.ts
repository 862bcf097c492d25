/** The parts of the local run, as they see each other: specifications from the template, servers, log, invocations. */
import type { AppClient, LocalPerson, TokenClaims } from './pool/pool-types';

export type * from './pool/pool-types';

/** One clock for the gateway, its caches, every function and the token endpoint. */
export interface LocalClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves the time forward for everybody, by whole milliseconds. */
  advance(milliseconds: number): void;
  /** Two 64-bit integers, shared with every worker: milliseconds, and 0 when they are added to real time, else 1. */
  readonly offset: SharedArrayBuffer;
  /** Only of a clock that stands still: calls back at each `advance`, until the function that it returns is called. */
  readonly onMove?: (listener: (milliseconds: number) => void) => () => void;
}

/** A function as its template describes it, with every intrinsic function resolved. */
export interface FunctionSpec {
  /** The logical id, which is also the function's name. */
  readonly name: string;
  readonly arn: string;
  /** The folder of the unpacked asset; empty for inline code until it is written to a file. */
  readonly codeDirectory: string;
  /** The code in the template itself: one CommonJS module, `index.js`. */
  readonly inlineCode?: string;
  /** `<file>.<export>`, as in the template's `Handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  /** With the two members of Lambda's own report of a failed invocation. */
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** Runs functions. Each function has workers and an environment of its own. */
export interface FunctionHost {
  /** Never rejects: a crash, a timeout or a defect is an `Invocation` that is not ok. */
  invoke(functionArn: string, event: unknown): Promise<Invocation>;
  close(): Promise<void>;
}

/** One line that a function or the gateway would write to CloudWatch Logs. */
export interface LogLine {
  /** The function's name, or the logical id of the access log's group. */
  readonly source: string;
  readonly text: string;
}
export type LogSink = (line: LogLine) => void;

/** A request that an API answered, as the gateway itself knows of it: whatever access log the stage has. */
export interface AnsweredRequest {
  /** The logical id of the API. */
  readonly api: string;
  /** `$context.extendedRequestId`, which no caller can choose. */
  readonly requestId: string;
  readonly status: number;
  /** The method of the request; `-` for a text that is none. */
  readonly method: string;
  /** For example `/orders/{id}`; undefined when no route fits. The path as sent may hold a secret and is not here. */
  readonly resourcePath: string | undefined;
  /** What the guard found about the caller: `$context.authorizer`. */
  readonly authorizer: Readonly<Record<string, unknown>>;
  /** Set when the gateway itself refused. */
  readonly refusal?: Refusal | undefined;
}
export type AnswerSink = (answered: AnsweredRequest) => void;

export interface Refusal {
  /** The gateway response type, for example `UNAUTHORIZED`. */
  readonly type: string;
  /** One line for a person, where more is known than the type says. Nothing that the caller sent stands in it. */
  readonly why?: string | undefined;
}

/** The local stand-in for the Cognito user pool, as the other parts of a run see it. */
export interface PoolServer {
  /**
   * `http://127.0.0.1:<port>`: the endpoints below `/oauth2`, `/login`, `/logout`, `/<poolId>/.well-known/jwks.json`, and
   * the user pools API at `/`.
   */
  readonly url: string;
  readonly poolId: string;
  /** What its tokens name as `iss`: the issuer of the real user pool. */
  readonly issuer: string;
  /** Checks a token as API Gateway's Cognito authorizer does; undefined when it is not a valid token of this pool. */
  authorize(token: string): TokenClaims | undefined;
  /** Everybody in the pool, in the order in which they were made. */
  people(): readonly LocalPerson[];
  /** Makes a person, unless there is one with this address, and puts them into the groups. */
  addPerson(email: string, groups: readonly string[]): LocalPerson;
  /** Makes an app client with a secret and the client-credentials flow. Scopes are `<resource server>/<scope>`. */
  createClient(name: string, scopes: readonly string[]): AppClient;
  /** The app client with its secret, as `DescribeUserPoolClient` would give it. */
  describeClient(clientId: string): AppClient | undefined;
  /** The newest app client of this name. */
  findClient(name: string): AppClient | undefined;
  /** Injects a failure into the next requests to one target. It replaces the target's earlier one; `none` ends it. */
  fail(kind: FailureKind, options?: PoolFailureOptions): void;
  close(): Promise<void>;
}

/** The control plane of API Gateway, for native keys. The AWS SDK calls it over HTTP. */
export interface ApiGatewayServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** In the order of their making, those of the template first; `plans` are ids of usage plans. */
  nativeKeys(): readonly {
    readonly keyId: string;
    readonly name: string;
    readonly value: string;
    readonly enabled: boolean;
    readonly plans: readonly string[];
  }[];
  /** Injects a failure into the next calls. It replaces the earlier one; `none` ends it. `partial` fails none. */
  fail(kind: FailureKind, options?: FailureOptions): void;
}

/** What of the user pool fails; `pool` is the user pools API, which manages app clients. */
export type PoolTarget = 'keySet' | 'tokenEndpoint' | 'pool';

export interface PoolFailureOptions {
  /** The key set, unless another target is named. */
  readonly target?: PoolTarget;
  /** With the target `pool`: only calls of this operation fail, for example `CreateUserPoolClient`. */
  readonly operation?: string;
  /** This many requests fail; without it all fail until the next `fail`. */
  readonly times?: number;
  /** Called at each request that meets the trouble, before anything else is done. */
  readonly onHit?: () => void;
}

/**
 * The failures that a test can inject into the table, the user pool or API Gateway’s control plane:
 * - `refuse`: the connection is closed before the request is read
 * - `reset`: the connection is reset after the request is read; nothing is done
 * - `lost`: the request is done, then the connection is reset before the answer is sent
 * - `hang`: the request is read and never answered; nothing is done
 * - `throttle`, `error`: the answer is AWS's error for too many requests, or for an internal error; nothing is done
 * - `malformed`: the request is done; the answer is JSON that is cut off
 * - `partial`: `BatchGetItem` leaves one key unprocessed; the key set lacks one key
 */
export type FailureKind =
  | 'none'
  | 'refuse'
  | 'reset'
  | 'lost'
  | 'hang'
  | 'throttle'
  | 'error'
  | 'malformed'
  | 'partial';

/** A table as its template describes it. Lists have the form of `CreateTable`, which the template has too. */
export interface TableSpec {
  readonly tableName: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly attributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  /** Global secondary indexes. */
  readonly indexes: readonly TableIndexSpec[];
  readonly localIndexes?: readonly TableIndexSpec[];
  readonly ttlAttribute?: string;
  /** Absent for a table without a stream. */
  readonly stream?: StreamSpec;
}

export interface StreamSpec {
  readonly arn: string;
  /** `NEW_IMAGE`, `OLD_IMAGE`, `NEW_AND_OLD_IMAGES` or `KEYS_ONLY`. */
  readonly viewType: string;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface TableIndexSpec {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface FailureOptions {
  /** Only calls of this operation fail, for example `BatchGetItem`. */
  readonly operation?: string;
  /** This many calls fail; without it all fail until the next `fail`. */
  readonly times?: number;
  /** Called at each call that meets the trouble, before anything else is done. */
  readonly onHit?: () => void;
  /** With `partial`: which of a batch's keys, counted from 0, comes back unprocessed; the last where there is none. */
  readonly unprocessedIndex?: number;
}

/** The local stand-in for the DynamoDB tables. The AWS SDK calls it over HTTP. */
export interface TableServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Injects a failure into the next calls. It replaces the earlier one; `none` ends it. */
  fail(kind: FailureKind, options?: FailureOptions): void;
  close(): Promise<void>;
}
