/**
 * The HTTP server of one REST API, on a port of its own. No request ends the process: after a malformed request or a
 * broken connection the next request is answered.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openServer } from '../server';
import type { AnswerSink, FunctionHost, LocalClock, LogSink } from '../types';
import type { KeyCheck } from './admit-key';
import type { ApiModel } from './api-model';
import type { PoolCheck } from './authorize';
import { createAuthorizerCache } from './authorizer-cache';
import { type ReceivedRequest, receiveRequest } from './received-request';
import { answerRequest, type PipelineParts } from './pipeline';
import { earlyReply, type Reply } from './reply';
import { createThrottle } from './throttle';

export interface GatewayParts {
  readonly functions: FunctionHost;
  readonly pool: PoolCheck;
  readonly keys: KeyCheck;
  readonly clock: LocalClock;
  readonly log: LogSink;
  /** Told of every request that reached the API as a whole. */
  readonly answered: AnswerSink;
}

export interface GatewayOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** How long a client may take to send a request, in milliseconds. */
  readonly requestTimeoutMs?: number;
}

export interface Gateway {
  /** `http://127.0.0.1:<port>`, without the stage. */
  readonly origin: string;
  /** With the stage, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** A gateway whose address is known, and that ends every connection until it is served. */
export interface ClaimedGateway extends Gateway {
  serve(parts: GatewayParts): void;
}

/** Refuses the start when the port cannot be used. */
export async function claimGateway(api: ApiModel, options: GatewayOptions = {}): Promise<ClaimedGateway> {
  let pipeline: PipelineParts | undefined;
  const server = createServer(limits(options.requestTimeoutMs ?? 30_000), (request, response) => {
    if (pipeline === undefined) {
      response.destroy();
      return;
    }
    // The run's time: a client that compares its own clock with it finds that of tokens and records.
    response.setHeader('Date', new Date(pipeline.clock.now()).toUTCString());
    void serveRequest(request, response, { api, pipeline });
  });
  // By default Node.js drops the headers beyond 2,000 without an error, and a second credential might be among them.
  server.maxHeadersCount = 0;
  const running = await openServer(server, options.port ?? 0);
  return {
    origin: running.url,
    url: `${running.url}/${api.stage.name}`,
    close: () => running.close(),
    serve: (parts) => {
      const { clock } = parts;
      const throttle = createThrottle(api.stage.settings, clock);
      pipeline = { ...parts, cache: createAuthorizerCache(clock), throttle };
    },
  };
}

/** Claims and serves at once. */
export async function startGateway(api: ApiModel, parts: GatewayParts & GatewayOptions): Promise<Gateway> {
  const gateway = await claimGateway(api, parts);
  gateway.serve(parts);
  return gateway;
}

const limits = (requestTimeout: number) => ({
  // Above API Gateway's limit, which `receiveRequest` checks. Node.js refuses more than this before it parses it.
  maxHeaderSize: 24 * 1024,
  requestTimeout,
  headersTimeout: requestTimeout,
  connectionsCheckingInterval: Math.min(requestTimeout, 1000),
});

async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { api, pipeline }: { api: ApiModel; pipeline: PipelineParts },
): Promise<void> {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { reply, received } = await replyTo(request, api, pipeline);
  if (response.destroyed || response.writableEnded) return;
  if (!request.complete) response.setHeader('Connection', 'close');
  response.statusCode = reply.status;
  if (received !== undefined) {
    response.setHeader('x-amzn-RequestId', received.requestId);
    response.setHeader('x-amz-apigw-id', received.extendedRequestId);
  }
  for (const [name, value] of reply.headers) response.appendHeader(name, value);
  response.end(reply.body);
}

async function replyTo(
  request: IncomingMessage,
  api: ApiModel,
  pipeline: PipelineParts,
): Promise<{ reply: Reply; received?: ReceivedRequest }> {
  try {
    const received = await receiveRequest(request, pipeline.clock.now());
    if (!('requestId' in received)) return { reply: earlyReply(received) };
    return { reply: await answerRequest(api, received, pipeline), received };
  } catch {
    // The client went away, or this gateway has a defect: the answer must not be one about the credential.
    return { reply: earlyReply({ status: 500, message: 'Internal server error' }) };
  }
}
