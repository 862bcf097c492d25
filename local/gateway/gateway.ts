/**
 * The HTTP server of one REST API, an origin of its own on loopback. Whatever a client sends or breaks off, the
 * process stands and the next request is answered.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openServer } from '../server';
import type { FunctionHost, LocalClock, LogSink, PoolServer } from '../types';
import type { ApiModel } from './api-model';
import { createAuthorizerCache } from './authorizer-cache';
import { type ReceivedRequest, type FrontRefusal, receiveRequest } from './received-request';
import { answerRequest, type PipelineParts } from './pipeline';
import type { Reply } from './reply';
import { createThrottle } from './throttle';

export interface GatewayParts {
  readonly functions: FunctionHost;
  readonly pool: Pick<PoolServer, 'authorize'>;
  readonly clock: LocalClock;
  readonly log: LogSink;
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

/** Refuses the start when the port is taken. */
export async function startGateway(api: ApiModel, parts: GatewayParts): Promise<Gateway> {
  const pipeline: PipelineParts = {
    ...parts,
    cache: createAuthorizerCache(parts.clock),
    throttle: createThrottle(api.stage.settings, parts.clock),
  };
  const server = createServer(limits(parts.requestTimeoutMs ?? 30_000), (request, response) => {
    void serveRequest(request, response, { api, pipeline });
  });
  // Node would drop the fields beyond its own count in silence, and with them a second credential.
  server.maxHeadersCount = 0;
  const running = await openServer(server, parts.port ?? 0);
  return { origin: running.url, url: `${running.url}/${api.stage.name}`, close: () => running.close() };
}

const limits = (requestTimeout: number) => ({
  // Above API Gateway's own limits, which `readCall` applies exactly; beyond this nothing is parsed.
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
    if (!('requestId' in received)) return { reply: frontReply(received) };
    const reply = (await answerRequest(api, received, pipeline)) ?? frontReply({ status: 403, message: 'Forbidden' });
    return { reply, received };
  } catch {
    // A client that went away, or a defect here: neither may look like an answer about the request.
    return { reply: frontReply({ status: 500, message: 'Internal server error' }) };
  }
}

function frontReply({ status, message }: FrontRefusal): Reply {
  return { status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify({ message })) };
}
