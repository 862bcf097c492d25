/**
 * The same decisions with what such a function is usually made of: the SDK's document client, aws-jwt-verify, Powertools'
 * logger, metrics and tracer, and zod for the settings and the event.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { JwtVerifier } from 'aws-jwt-verify';
import * as z from 'zod';

const settings = z.object({ TABLE_NAME: z.string(), ISSUER: z.url(), KEY_SET_URL: z.url() }).parse(process.env);
const EVENT = z.object({
  methodArn: z.string().startsWith('arn:'),
  headers: z.object({ Authorization: z.string().startsWith('Bearer ') }),
  requestContext: z.object({ extendedRequestId: z.string() }),
});
const RECORD = z.object({ scopes: z.string(), generation: z.number() });
const SECRET = z.object({ hash: z.string() });
const KEY = RECORD.extend({ currentSecret: z.string() });
const ACCOUNT = z.object({ accountId: z.string(), generation: z.number() });
const OWNER = z.object({ accountId: z.string() });
const SCOPE = 'read:orders';

const logger = new Logger({ serviceName: 'authorizer' });
const metrics = new Metrics({ namespace: 'bench', serviceName: 'authorizer' });
const tracer = new Tracer({ serviceName: 'authorizer' });
const client = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const verifier = JwtVerifier.create({ issuer: settings.ISSUER, audience: null, jwksUri: settings.KEY_SET_URL });
const owners = new Map<string, string>();

async function read(accountId: string, SK: string) {
  const PK = `A#${accountId}`;
  const Keys = [
    { PK, SK },
    { PK, SK: 'A' },
  ];
  const RequestItems = { [settings.TABLE_NAME]: { Keys, ConsistentRead: true } };
  const { Responses } = await client.send(new BatchGetCommand({ RequestItems }));
  const items = Responses?.[settings.TABLE_NAME] ?? [];
  return [
    items.find((item) => item['SK'] === SK),
    ACCOUNT.safeParse(items.find((item) => item['SK'] === 'A')),
  ] as const;
}

async function byKey(key: string): Promise<boolean> {
  const keyId = key.slice('sp_live_'.length, 26);
  const [item, account] = await read(keyId.slice(0, 10), `K#${keyId}`);
  const record = KEY.safeParse(item);
  if (!record.success || !account.success || record.data.generation !== account.data.generation) return false;
  const hash = createHash('sha256').update(key).digest();
  const secret = SECRET.parse(JSON.parse(record.data.currentSecret));
  return timingSafeEqual(hash, Buffer.from(secret.hash, 'base64url')) && record.data.scopes.split(' ').includes(SCOPE);
}

async function byToken(token: string): Promise<boolean> {
  const claims = await verifier.verify(token).catch(() => undefined);
  if (claims === undefined) return false;
  const clientId = z.string().parse(claims['client_id']);
  const accountId = owners.get(clientId) ?? (await ownerOf(clientId));
  const [item, account] = await read(accountId, `C#${clientId}`);
  const record = RECORD.safeParse(item);
  if (!record.success || !account.success || record.data.generation !== account.data.generation) return false;
  return String(claims.scope).split(' ').includes(`orders/${SCOPE}`) && record.data.scopes.split(' ').includes(SCOPE);
}

async function ownerOf(clientId: string): Promise<string> {
  const Key = { PK: `C#${clientId}`, SK: 'A' };
  const { Item } = await client.send(new GetCommand({ TableName: settings.TABLE_NAME, Key, ConsistentRead: true }));
  const { accountId } = OWNER.parse(Item);
  owners.set(clientId, accountId);
  return accountId;
}

export async function handler(event: unknown): Promise<unknown> {
  const { methodArn, headers, requestContext } = EVENT.parse(event);
  const credential = headers.Authorization.slice('Bearer '.length);
  const accepted = await (credential.includes('.') ? byToken(credential) : byKey(credential));
  logger.info('verdict', { accepted, requestId: requestContext.extendedRequestId });
  metrics.addMetric(accepted ? 'accepted' : 'refused', 'Count', 1);
  metrics.publishStoredMetrics();
  tracer.putAnnotation('accepted', String(accepted));
  if (!accepted) throw new Error('Unauthorized');
  const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }];
  return { principalId: 'bench', policyDocument: { Version: '2012-10-17', Statement }, context: { scope: SCOPE } };
}
