/**
 * DynamoDB and the key set on loopback, in a process of their own, over HTTP and TLS. They answer at once, and the same
 * to the same request unless it names the changing table: the answers are kept as bytes and sent without node:http, so
 * that little of what is timed is theirs. Sends its addresses and its certificate to the process that started it.
 */
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { answerOf } from '../canned-table';
import { CHANGING_TABLE, type Deployment } from '../deployment';

export interface Addresses {
  readonly http: string;
  readonly https: string;
  readonly keySet: string;
  readonly certificate: string;
}

// The file was written by the process that started this one.
const deployment = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Deployment;

const responseOf = (type: string, body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-amzn-requestid: ${'BENCH'.repeat(10)}\r\nconnection: keep-alive\r\n\r\n${body}`,
  );
const keySet = responseOf('application/json', JSON.stringify({ keys: [deployment.jwk] }));
const answers = new Map<string, Buffer>();
/** By operation. */
let requests: Record<string, number> = {};

function tableAnswer(operation: string, body: string): Buffer {
  const count = (requests[operation] ?? 0) + 1;
  requests[operation] = count;
  // The same records as another text.
  const more = body.includes(CHANGING_TABLE) && count % 2 === 1 ? ' ' : '';
  const name = operation + body + more;
  const known = answers.get(name);
  if (known !== undefined) return known;
  const made = responseOf('application/x-amz-json-1.0', answerOf(deployment.items, operation, body) + more);
  answers.set(name, made);
  return made;
}

/** The answer to the first request in the text; undefined while a part of the request is missing. */
function answerTo(text: string): Buffer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  if (text.startsWith('GET ')) return keySet;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1]);
  const body = text.slice(end + 4);
  if (body.length < length) return undefined;
  return tableAnswer(/\r\nx-amz-target: *\w+\.(\w+)/i.exec(text)?.[1] ?? '', body);
}

/** A client sends its next request when it has the answer, in ASCII alone. */
function serve(socket: Socket): void {
  let text = '';
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const answer = answerTo(text);
    if (answer === undefined) return;
    text = '';
    socket.write(answer);
  });
  // A client that ends may reset its connections.
  socket.on('error', () => socket.destroy());
}

async function main(): Promise<void> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const servers = [createServer(serve), createTlsServer({ key, cert }, serve)];
  const [plain = 0, tls = 0] = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
      return (server.address() as AddressInfo).port;
    }),
  );
  const https = `https://localhost:${tls}`;
  process.send?.({ http: `http://localhost:${plain}`, https, keySet: `${https}/jwks.json`, certificate: cert });
}

// Answers the numbers of requests to the table since the last request for these numbers.
process.on('message', () => {
  process.send?.({ requests });
  requests = {};
});
process.on('disconnect', () => process.exit());
void main();
