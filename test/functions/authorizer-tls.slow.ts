/**
 * The authorizer's bundle in a process of its own, as Lambda runs it, with a table and a key set behind TLS that fail.
 * No failure is a decision: the function throws what API Gateway answers with 5xx, in time, and decides rightly afterwards.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { toItemJson } from '../../lambda/aws/dynamodb/attribute-values';
import { toItem } from '../../lambda/aws/dynamodb/table-items';
import { bundle } from '../../tools/bundle';
import { GUARDED, POOL_KEY, requestOf } from '../support/doors';
import { account, apiKey, client, presentedKey } from '../support/records';
import { encodeRoutes } from '../support/routes';
import { accessToken, claimsAt, ISSUER } from '../support/tokens';

const TABLE = 'sallyport';
const BUNDLE = join(__dirname, '../../dist/functions/authorizer/index.js');
/** Milliseconds until the function must have answered, and what a busy machine may add. */
const DEADLINE = 2_500;
const BUSY = 10_000;

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
interface Decision {
  readonly allowed?: boolean;
  readonly error?: string;
  readonly milliseconds: number;
}

/** Answers each message, an event, with the function's decision. */
const HOST = `
const { handler } = require(process.argv[2]);
process.on('message', async (event) => {
  const start = Date.now();
  const context = { awsRequestId: 'tls', getRemainingTimeInMillis: () => 5000 - (Date.now() - start) };
  const done = (decision) => process.send({ ...decision, milliseconds: Date.now() - start });
  try {
    const answer = await handler(event, context);
    done({ allowed: answer.policyDocument.Statement[0].Effect === 'Allow' });
  } catch (error) {
    done({ error: error.message });
  }
});
process.send('ready');
`;

const made = { createdAt: 0, createdBy: 'operator:op' };
const key = apiKey({ ...made, expiresAt: undefined });
const RECORDS = [
  account(made),
  key,
  client({ ...made, tokensValidAfter: undefined }),
  { kind: 'clientOwner', clientId: client().clientId, accountId: account().accountId } as const,
].map((record) => toItemJson(toItem(record)));

let folder: string;
let server: Server;
let answers: Answer[];
let asked: number;
let child: ChildProcess;
let output: string;

/** Answers a batch read with the items that it asks for. */
const good: Answer = (response, request) => {
  const body = JSON.stringify(Object(request).body);
  const found = RECORDS.filter(({ PK, SK }) => body.includes(JSON.stringify(JSON.stringify({ PK, SK })).slice(1, -1)));
  response.end(JSON.stringify({ Responses: { [TABLE]: found }, UnprocessedKeys: {} }));
};
const keySet: Answer = (response) => void response.end(JSON.stringify({ keys: [POOL_KEY.jwk] }));

beforeAll(async () => {
  bundle();
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  writeFileSync(join(folder, 'host.cjs'), HOST);
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'GET') {
        keySet(response, request);
        return;
      }
      asked += 1;
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response, Object.assign(request, { body }));
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0);
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  answers = [good];
  asked = 0;
  output = '';
});
afterEach(() => {
  child.kill();
});

async function start(variables: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
  const { port } = server.address() as AddressInfo;
  child = fork(join(folder, 'host.cjs'), [BUNDLE], {
    silent: true,
    execArgv: [],
    env: {
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'Secret0Secret0Secret0',
      AWS_SESSION_TOKEN: 'Session0Session0Session0',
      AWS_ENDPOINT_URL_DYNAMODB: `https://localhost:${port}`,
      TABLE_NAME: TABLE,
      KEY_PREFIX: 'sp',
      ENVIRONMENT: 'live',
      ISSUER,
      KEY_SET_URL: `https://localhost:${port}/pool/.well-known/jwks.json`,
      RESOURCE_SERVERS: 'orders orders-accounts',
      ROUTES: encodeRoutes(GUARDED),
      ...variables,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'message');
}

async function decide(event = requestOf('GET /orders', { 'x-api-key': presentedKey() })): Promise<Decision> {
  child.send(event);
  const [decision] = (await once(child, 'message')) as [Decision];
  return decision;
}
const NO_DECISION = /^The authorizer made no decision because a dependency failed/;

test('a key and a token are accepted, and a wrong key is not', async () => {
  await start();
  const token = accessToken(POOL_KEY, claimsAt(Math.floor(Date.now() / 1000) * 1000));

  const decisions = [
    await decide(),
    await decide(requestOf('GET /orders', { authorization: `Bearer ${token}` })),
    await decide(requestOf('GET /orders', { 'x-api-key': presentedKey('b') })),
  ];

  expect(decisions).toMatchObject([{ allowed: true }, { allowed: true }, { error: 'Unauthorized' }]);
});

describe('a failing table', () => {
  const half: Answer = (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"Responses":');
  };
  it.each<[string, Answer]>([
    ['resets the connection', (response) => void response.socket?.destroy()],
    ['breaks off half-way', (response, request) => (half(response, request), setImmediate(() => response.destroy()))],
    ['sends half an answer and no more', half],
    ['sends nothing', () => undefined],
    [
      'sends a shorter answer than it says',
      (response) => void response.writeHead(200, { 'content-length': '5' }).end('{"R"'),
    ],
    ['sends rubbish', (response) => void response.end('<html>')],
    ['throttles', (response) => void response.writeHead(400).end('{"__type":"x#ThrottlingException"}')],
    [
      'refuses expired credentials',
      (response) => void response.writeHead(400).end('{"__type":"x#ExpiredTokenException"}'),
    ],
    ['is out of order', (response) => void response.writeHead(500).end('{"__type":"x#InternalServerError"}')],
  ])('%s: no decision, in time, and the next request is decided rightly', async (_, answer) => {
    await start();
    answers = [answer];
    const failed = await decide();
    answers = [good];
    const next = await decide();

    expect(failed.error).toMatch(NO_DECISION);
    expect(failed.milliseconds).toBeLessThan(DEADLINE + BUSY);
    expect(next).toMatchObject({ allowed: true });
    expect(output).toContain('"message":"failure"');
    expect(output).not.toMatch(/Secret0|Session0|AKIDEXAMPLE/);
  });

  it('that closes kept connections is asked again at once', async () => {
    await start();
    await decide();
    server.closeAllConnections();

    const next = await decide();

    expect([next.allowed, asked]).toEqual([true, 2]);
  });
});

describe('a connection that nobody vouches for is not used:', () => {
  it.each<[string, () => Readonly<Record<string, string | undefined>>, RegExp]>([
    [
      'a certificate for another name',
      () => ({ AWS_ENDPOINT_URL_DYNAMODB: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }),
      /does not match certificate/,
    ],
    ['a certificate of an unknown authority', () => ({ NODE_EXTRA_CA_CERTS: undefined }), /self-signed certificate/],
  ])('%s', async (_, variables, cause) => {
    await start(variables());

    const { error } = await decide();

    expect(error).toMatch(NO_DECISION);
    expect(asked).toBe(0);
    expect(output).toMatch(cause);
  });
});
