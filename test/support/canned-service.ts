/** A service of the AWS JSON protocol that sends the answers a test gives it, and records every request. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = (response: ServerResponse) => void;

export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface CannedService {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The next answers, in order. The last one is repeated. */
  answer(...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

/** Sends this text as the body. */
export const reply =
  (text: string, status = 200): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(text);
  };

export const replyJson = (body: unknown, status = 200): Reply => reply(JSON.stringify(body), status);

/** An exception as DynamoDB sends it. */
export const replyError = (type: string, extra: object = {}): Reply =>
  replyException(`com.amazonaws.dynamodb.v20120810#${type}`, extra);

/** An exception as most services send it. */
export const replyException = (type: string, extra: object = {}, status = 400): Reply =>
  replyJson({ __type: type, message: 'no', ...extra }, status);

export async function openCannedService(): Promise<CannedService> {
  const asked: Asked[] = [];
  let replies: Reply[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ operation: String(request.headers['x-amz-target']).split('.')[1] ?? '', input: JSON.parse(text) });
      const next = replies.length > 1 ? replies.shift() : replies[0];
      next?.(response);
    });
  });
  // A client's connection does not end because the test was slow.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (...given) => {
      replies = [...given];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
