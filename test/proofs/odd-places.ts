/**
 * The journey of the canaries: everything that is done with keys and tokens, and everywhere a careless caller may
 * put one. Left out is what has no form to tell it by, in text that is the caller's own to show (label, name,
 * description, tags, metadata, externalId, a client's id): a part of a key, a client secret.
 */
import { createHash } from 'node:crypto';
import type { FailureKind } from '../../local/types';
import type { Sent } from '../support/local-run';
import type { Recorder } from './recorder';

const BOTH = ['read:orders', 'write:orders'];
const byKey = (key: string) => ({ headers: { 'X-API-Key': key } });
const byBearer = (credential: string) => ({ headers: { Authorization: `Bearer ${credential}` } });

interface Issued {
  readonly id: string;
  readonly key: string;
}

/** A key's whole life, with every answer that could show it again. */
export async function lifeOfKeys(recorder: Recorder): Promise<Issued> {
  const keys = `/accounts/${recorder.run.facts.account.id}/keys`;
  const issue = (retry?: string) =>
    recorder.manage('POST', keys, {
      body: { label: 'canary', scopes: BOTH },
      ...(retry !== undefined && { headers: { 'Idempotency-Key': retry } }),
    });
  const first = (await issue('issue-1')).body;
  await issue('issue-1');
  const own = `${keys}/${first.id}`;
  const rotate = (body: object, retry: string) =>
    recorder.manage('POST', `${own}/rotate`, { body, headers: { 'Idempotency-Key': retry } });
  const second = (await rotate({ graceSeconds: 600 }, 'rotate-1')).body;
  await rotate({ graceSeconds: 600 }, 'rotate-1');
  await rotate({ graceSeconds: 600 }, 'rotate-2');
  const third = (await rotate({ replace: 'newest' }, 'rotate-3')).body;
  await rotate({ replace: 'newest' }, 'rotate-3');
  for (const key of [first.key, second.key, third.key]) await recorder.call('GET', '/orders', byKey(key));
  await recorder.manage('PATCH', own, { body: { label: 'renamed', scopes: ['read:orders'] } });
  for (const verb of ['suspend', 'resume', 'end-grace']) await recorder.manage('POST', `${own}/${verb}`);
  for (const path of [own, keys, `${keys}?status=active&limit=1`]) await recorder.manage('GET', path);
  for (const filter of [{ ids: [first.id] }, { ids: [third.key] }, { tag: third.key }, { [third.key]: first.id }])
    await recorder.manage('POST', `${keys}/revoke`, { body: { filter, dryRun: true } });
  await recorder.manage('POST', `${keys}/revoke`, { body: { filter: { ids: [first.id] }, reason: 'key_compromise' } });
  await recorder.manage('POST', `${own}/revoke`, { body: { reason: 'key_compromise' } });
  for (const verb of ['resume', 'rotate']) await recorder.manage('POST', `${own}/${verb}`, { body: {} });
  await recorder.manage('DELETE', own);
  await endedByHolders(recorder, keys);
  return (await issue()).body;
}

const IMPORTED = [
  'unkey_9TnQwKt8mW2pXyN4bRcHdG',
  'unkey_8cJt4mW2pXyN5bRcHdF7ZkQv',
  'unkey_5bRcHdF7ZkQv8cJt4mW2pXyN',
] as const;

/** The life of imported keys: of one that came as it is, one that came as a hash, and one that is refused. */
export async function lifeOfImported(recorder: Recorder): Promise<string> {
  const [own, hashed, odd] = IMPORTED;
  for (const key of IMPORTED) recorder.learnKey(`the imported key ${key.slice(0, 8)}`, key);
  const keys = `/accounts/${recorder.run.facts.account.id}/keys`;
  const right = { label: 'imported', scopes: BOTH };
  const hash = createHash('sha256').update(hashed).digest('hex');
  const send = (...items: readonly unknown[]) => recorder.manage('POST', `${keys}/import`, { body: { keys: items } });
  const first = await send({ ...right, key: own }, { ...right, hash }, { ...right, key: `x${odd}` });
  await send({ ...right, key: own }, { ...right, hash }, { ...right, key: odd, scopes: [odd] });
  for (const wrong of [{ key: [odd] }, { hash: odd }, { key: odd, hash: odd }, { key: odd, [odd]: odd }])
    await send({ ...right, ...wrong });
  await recorder.manage('POST', `${keys}/import`, { body: `{"keys": [{"key": "${odd}"` });
  for (const key of IMPORTED) await recorder.call('GET', '/orders', byKey(key));
  const id: string = first.body.items[1].keyId;
  for (const path of [`${keys}/${id}`, keys, `/keys/${id}`]) await recorder.manage('GET', path);
  await recorder.manage('POST', `${keys}/${id}/rotate`, { body: {} });
  await recorder.call('GET', '/orders', byBearer(hashed));
  for (const key of [odd, hashed, hashed]) await recorder.manage('POST', '/revocations', { body: { key } });
  await recorder.manage('POST', `${keys}/${id}/revoke`);
  await recorder.manage('DELETE', `${keys}/${id}`);
  return own;
}

/** Revocations by a holder of the key: of a current and of a previous secret, right and wrong in form. */
async function endedByHolders(recorder: Recorder, keys: string): Promise<void> {
  const { id, key } = (await recorder.manage('POST', keys, { body: { label: 'leaked', scopes: BOTH } })).body;
  const next = (await recorder.manage('POST', `${keys}/${id}/rotate`, { body: {} })).body.key;
  const revoke = (sent: Sent) => recorder.manage('POST', '/revocations', sent);
  await revoke({ body: { key, extra: key } });
  await revoke({ body: { key: [key] } });
  await revoke({ body: { [key]: key } });
  await revoke({ body: `{"key": "${key}"` });
  await revoke({ body: `key=${key}`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  await revoke({ body: { key: ` ${key}` } });
  await revoke({ body: { key: `${key}0` } });
  for (const ended of [key, key, next, next]) await revoke({ body: { key: ended } });
  await recorder.manage('GET', `${keys}/${id}`);
}

/** Where in a request to either API something may stand. `secret` is put there as it is. */
export async function everywhere(recorder: Recorder, { id, key }: Issued, secret: string): Promise<void> {
  const account = `/accounts/${recorder.run.facts.account.id}`;
  for (const path of ['/orders', '/whoami', '/nothing']) {
    for (const name of ['api_key', 'access_token', 'x', encodeURIComponent(secret)]) {
      await recorder.call('GET', `${path}?${name}=${encodeURIComponent(secret)}`, byKey(key));
      await recorder.call('GET', `${path}?${name}=${encodeURIComponent(secret)}`);
    }
  }
  for (const path of [`/orders/${secret}`, `/${secret}`, `/orders/${secret.repeat(20)}`]) {
    for (const method of ['GET', 'DELETE', 'POST']) await recorder.call(method, path, byKey(key));
  }
  for (const headers of oddHeaders(secret)) {
    await recorder.call('GET', '/orders/1001', { headers: { 'X-API-Key': key, ...headers } });
    await recorder.call('GET', '/orders', { headers });
    await recorder.manage('GET', `${account}/keys/${id}`, { headers });
    await recorder.manage('PATCH', `${account}/keys/${id}`, { headers, body: { scopes: BOTH } });
  }
  await recorder.call('POST', '/orders', {
    ...byBearer(secret),
    body: { item: secret, quantity: secret, [secret]: 1 },
  });
  for (const path of oddPaths(account, secret)) await recorder.manage('GET', path);
  for (const verb of ['rotate', 'revoke', 'suspend']) {
    await recorder.manage('POST', `${account}/keys/${secret}/${verb}`, { body: {} });
    await recorder.manage('POST', `/accounts/${secret}/${verb}`, { body: {} });
  }
  await oddBodies(recorder, { account, id }, secret);
  await oddQuestions(recorder, secret);
}

/** Asked about, whole and spoiled, and in the wrong place of the question. */
async function oddQuestions(recorder: Recorder, secret: string): Promise<void> {
  const bodies: readonly unknown[] = [
    ...[secret, `${secret}0`, ` ${secret}`, [secret], { [secret]: 1 }].map((credential) => ({ credential })),
    { credential: secret, scope: secret },
    { credential: secret, sourceIp: secret },
    { credential: secret, [secret]: secret },
    `{"credential": "${secret}"`,
  ];
  for (const body of bodies) await recorder.manage('POST', '/verify', { body });
  await recorder.manage('POST', `/verify?credential=${encodeURIComponent(secret)}`, { body: { credential: secret } });
}

const oddPaths = (account: string, secret: string): string[] => [
  `/accounts/${secret}`,
  `${account}/keys/${secret}`,
  `/${secret}`,
  ...['cursor', 'limit', 'status', 'label', 'tag', 'expiresBefore', secret].map(
    (name) => `${account}/keys?${name}=${secret}`,
  ),
  ...['cursor', 'externalId', 'name', secret].map((name) => `/accounts?${name}=${secret}`),
  ...['cursor', 'action', 'since'].map((name) => `${account}/events?${name}=${secret}`),
];

export function oddHeaders(secret: string): Sent['headers'][] {
  const basic = `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`;
  const names = [
    'Accept',
    'Cookie',
    'If-Match',
    'Idempotency-Key',
    'Origin',
    'Referer',
    'User-Agent',
    'X-Forwarded-For',
  ];
  return [
    ...[...names, 'Content-Type', 'X-Amzn-Trace-Id', 'X-Amz-Security-Token', 'X-HTTP-Method-Override'].map((name) => ({
      [name]: secret,
    })),
    { 'X-Amzn-Trace-Id': `Root=${secret}` },
    { [secret.replace(/[^\w.-]/g, '')]: 'name' },
    { 'X-API-Key': [secret, secret] },
    { 'X-API-Key': `Bearer ${secret}` },
    ...[secret, `Bearer ${secret}`, `Bearer  ${secret}`, `Token ${secret}`, `Bearer ${secret}x`, basic].map(
      (Authorization) => ({ Authorization }),
    ),
    { Authorization: [`Bearer ${secret}`, `Bearer ${secret}`] },
    { Authorization: `Bearer ${secret}`, 'X-API-Key': secret },
  ];
}

async function oddBodies(recorder: Recorder, { account, id }: { account: string; id: string }, secret: string) {
  const issue = (body: unknown, headers = {}) => recorder.manage('POST', `${account}/keys`, { body, headers });
  const right = { label: 'odd', scopes: ['read:orders'] };
  const wrong = [
    { scopes: [secret] },
    { scopes: secret },
    { networks: [secret] },
    { expiresAt: secret },
    { notBefore: secret },
    { [secret]: 1 },
    { metadata: secret },
    { environment: secret },
    { label: { [secret]: secret } },
  ];
  for (const fields of wrong) await issue({ ...right, ...fields });
  for (const text of [
    `{"label": "${secret}"`,
    secret,
    `"${secret}"`,
    `{"${secret}": 1, "${secret}": 2}`,
    `{"a": ${secret}}`,
  ]) {
    await issue(text, { 'Content-Type': 'application/json' });
    await issue(text, { 'Content-Type': `text/${secret}` });
  }
  await issue({ ...right, description: secret.repeat(1000) });
  await recorder.manage('POST', '/accounts', {
    body: { name: 'odd', grant: { scopes: [secret], networks: [secret], [secret]: 1 } },
  });
  await recorder.manage('PATCH', account, { body: { grant: { maxActiveKeys: secret }, [secret]: secret } });
  await recorder.manage('POST', `${account}/keys/${id}/rotate`, { body: { graceSeconds: secret, replace: secret } });
  await recorder.manage('POST', `${account}/keys/${id}/revoke`, { body: { reason: secret } });
  await recorder.manage('PUT', `${account}/clients/client`, { body: { label: 'odd', scopes: [secret], [secret]: 1 } });
  for (const token of [secret, `Bearer ${secret}`, `a.b.${secret}`])
    await recorder.manage('PUT', `${account}/clients/client`, { body: { label: 'odd', scopes: [], token } });
}

/** Text that is the caller's own, and a client's id: a key is told apart there by its form, and refused. */
export async function asOwnText(recorder: Recorder, { id, key }: Issued): Promise<void> {
  const account = `/accounts/${recorder.run.facts.account.id}`;
  const right = { label: 'odd', scopes: ['read:orders'] };
  await recorder.manage('PUT', `${account}/clients/${key}`, { body: right });
  await recorder.manage('GET', `${account}/clients/${key}`);
  await recorder.manage('PATCH', `${account}/clients/${key}`, { body: { label: key } });
  await recorder.manage('POST', `${account}/clients/${key}/revoke-tokens`);
  const fields = [{ label: key }, { description: `was ${key}` }, { metadata: { note: [key], [key]: 1 } }];
  for (const field of fields) {
    await recorder.manage('POST', `${account}/keys`, { body: { ...right, ...field } });
    await recorder.manage('PATCH', `${account}/keys/${id}`, { body: field });
  }
  for (const field of [{ name: key }, { name: 'odd', externalId: key }, { name: 'odd', metadata: { [key]: key } }]) {
    await recorder.manage('POST', '/accounts', { body: field });
    await recorder.manage('PATCH', account, { body: field });
  }
}

const TROUBLE: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'throttle', 'error', 'malformed', 'partial'];

/** Every trouble of table and key set, while credentials are presented. */
export async function trouble(recorder: Recorder, { id, key }: Issued, token: string): Promise<void> {
  const { run } = recorder;
  const keys = `/accounts/${run.facts.account.id}/keys`;
  for (const fault of TROUBLE) {
    run.table?.fail(fault);
    await recorder.call('GET', '/orders', byKey(key));
    await recorder.call('GET', '/orders', byBearer(token));
    await recorder.manage('POST', '/revocations', { body: { key: run.facts.key.key } });
    for (const credential of [key, token]) await recorder.manage('POST', '/verify', { body: { credential } });
    await recorder.manage('POST', keys, { body: { label: 'odd', scopes: [] } });
    await recorder.manage('POST', `${keys}/${id}/rotate`, { body: {}, headers: { 'Idempotency-Key': key } });
    run.table?.fail('none');
  }
  // Old enough for the key set to be fetched again, young enough for the token.
  run.clock.advance(600_000);
  for (const fault of ['reset', 'error', 'malformed', 'partial'] as const) {
    run.pool?.fail(fault);
    await recorder.call('GET', '/orders', byBearer(token));
    await recorder.manage('POST', '/verify', { body: { credential: token } });
    run.clock.advance(301_000);
  }
  run.pool?.fail('none');
}

/** What the token endpoint says to a secret in the wrong place. */
export async function tokenErrors(recorder: Recorder): Promise<void> {
  const { clientId, clientSecret } = recorder.run.facts.client;
  const right = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const wrong: Record<string, string>[] = [
    { client_id: 'nobody' },
    { client_id: clientSecret },
    { client_secret: `${clientSecret}x` },
    { grant_type: clientSecret },
    { scope: clientSecret },
    { [clientSecret]: clientSecret },
  ];
  for (const fields of wrong) await recorder.token({ ...right, ...fields });
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  await recorder.token({ grant_type: 'client_credentials' }, basic(`nobody:${clientSecret}`));
  await recorder.token(right, basic(`${clientId}:${clientSecret}`));
  await recorder.token(right, { 'Content-Type': `text/${clientSecret}` });
}

/** The audit trails, into a sink of its own. */
export async function listEvents(recorder: Recorder): Promise<void> {
  for (const trail of [`/accounts/${recorder.run.facts.account.id}`, '/operators']) {
    let cursor = '';
    do {
      const { text, body } = await recorder.manage('GET', `${trail}/events?limit=100${cursor}`);
      recorder.sinks['events, as the API lists them'].push(text);
      cursor = typeof body.nextCursor === 'string' ? `&cursor=${body.nextCursor}` : '';
    } while (cursor !== '');
  }
}
