/**
 * The one request that a decision about a key makes, sent without any client: a `BatchGetItem` of key and account over
 * a connection that is kept open, and the answer parsed. How the request is signed is given.
 */
import http from 'node:http';
import https from 'node:https';
import type { AuthorizerEvent } from '../../lambda/doors/authorizer/authorize';

export interface Sending {
  readonly host: string;
  readonly body: string;
  /** `YYYYMMDD'T'HHMMSS'Z'` */
  readonly date: string;
}
type Headers = Readonly<Record<string, string>>;

export const TARGET = 'DynamoDB_20120810.BatchGetItem';
const endpoint = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const client = endpoint.protocol === 'https:' ? https : http;
const options = {
  host: endpoint.hostname,
  port: endpoint.port,
  method: 'POST',
  agent: new client.Agent({ keepAlive: true }),
};
export const table = process.env['TABLE_NAME'] ?? '';

export const credentialOf = (event: AuthorizerEvent): string =>
  String(event.headers?.['Authorization']).slice('Bearer '.length);

/** The primary keys of the key and of its account. */
export function primaryKeysOf(event: AuthorizerEvent): readonly Readonly<Record<'PK' | 'SK', string>>[] {
  const keyId = credentialOf(event).slice('sp_live_'.length, 26);
  const PK = `A#${keyId.slice(0, 10)}`;
  return [
    { PK, SK: `K#${keyId}` },
    { PK, SK: 'A' },
  ];
}

const send = (headers: Headers, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = client.request({ ...options, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

/** `YYYYMMDD'T'HHMMSS'Z'`, now. */
const dateNow = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, '');

/** Sends one request and parses the answer. */
export const ask = async (headersOf: (sending: Sending) => Headers, input: object): Promise<unknown> => {
  const body = JSON.stringify(input);
  return JSON.parse(await send(headersOf({ host: endpoint.host, body, date: dateNow() }), body));
};

/** Accepts if both records are there. */
export const batchRead =
  (headersOf: (sending: Sending) => Headers) =>
  async (event: AuthorizerEvent): Promise<unknown> => {
    const Keys = primaryKeysOf(event).map(({ PK, SK }) => ({ PK: { S: PK }, SK: { S: SK } }));
    const answer = await ask(headersOf, { RequestItems: { [table]: { Keys, ConsistentRead: true } } });
    const { Responses } = answer as { readonly Responses: Readonly<Record<string, readonly unknown[]>> };
    if (Responses[table]?.length !== 2) throw new Error('Unauthorized');
    return answer;
  };
