/**
 * The journey of the canaries, continued: everything that is done with issued clients, operators and the token cache,
 * wherever a careless caller may put a client's secret, and every trouble of the issuer meanwhile.
 */
import type { FailureKind, PoolTarget } from '../../local/types';
import type { Sent } from '../support/local-run';
import { LEASE_MS, TIME_TO_RECORD_MS } from '../support/issuer-agreement';
import { oddHeaders } from './odd-places';
import type { Recorder } from './recorder';

const RIGHT = { label: 'canary', scopes: ['read:orders'] };
const OPERATOR = { label: 'canary', scopes: ['read:keys'] };
const GRANT = { grant_type: 'client_credentials' };

interface IssuedClient {
  readonly id: string;
  readonly clientSecret: string;
}

const clientsOf = ({ run }: Recorder): string => `/accounts/${run.facts.account.id}/clients`;
const keyed = (key: string): Sent => ({ headers: { 'Idempotency-Key': key } });

export const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const basicOf = ({ id, clientSecret }: IssuedClient) => basic(`${id}:${clientSecret}`);

/** The life of an account's client and of an operator; gives a client that lives, with its added secret. */
export async function lifeOfClients(recorder: Recorder): Promise<IssuedClient> {
  const clients = clientsOf(recorder);
  const first = (await recorder.manage('POST', clients, { body: RIGHT, ...keyed('client-1') })).body;
  await recorder.manage('POST', clients, { body: RIGHT, ...keyed('client-1') });
  const renewed = await rotate(recorder, `${clients}/${first.id}`, first);
  const own = `${clients}/${first.id}`;
  await recorder.manage('PATCH', own, { body: { label: 'renamed', tokenLifetimeMinutes: 30 } });
  for (const verb of ['suspend', 'resume', 'revoke-tokens']) await recorder.manage('POST', `${own}/${verb}`);
  for (const path of [own, clients, `${clients}?limit=1`]) await recorder.manage('GET', path);
  await recorder.manage('POST', `${own}/revoke`, { body: { reason: 'key_compromise' } });
  for (const verb of ['resume', 'secrets']) await recorder.manage('POST', `${own}/${verb}`);
  await fetchTokens(recorder, renewed);
  await recorder.manage('DELETE', own);
  await lifeOfOperators(recorder);
  const last = (await recorder.manage('POST', clients, { body: RIGHT })).body;
  const added = (await recorder.manage('POST', `${clients}/${last.id}/secrets`)).body;
  return { id: last.id, clientSecret: added.clientSecret };
}

async function lifeOfOperators(recorder: Recorder): Promise<void> {
  const made = (await recorder.manage('POST', '/operators', { body: OPERATOR, ...keyed('operator-1') })).body;
  await recorder.manage('POST', '/operators', { body: OPERATOR, ...keyed('operator-1') });
  const own = `/operators/${made.id}`;
  const renewed = await rotate(recorder, own, made);
  const token = await recorder.newToken({ clientId: made.id, clientSecret: renewed.clientSecret });
  await recorder.manage('GET', '/scopes', { headers: { Authorization: `Bearer ${token}` } });
  for (const path of [own, '/operators', '/openapi.json']) await recorder.manage('GET', path);
  for (const verb of ['revoke', 'secrets']) await recorder.manage('POST', `${own}/${verb}`);
}

/** Adds a secret, twice by the same request, and once too often; fetches tokens with each; deletes the first. */
async function rotate(recorder: Recorder, own: string, first: IssuedClient): Promise<IssuedClient> {
  const secrets = `${own}/secrets`;
  await fetchTokens(recorder, first);
  const added = (await recorder.manage('POST', secrets, keyed(`add ${own}`))).body;
  await recorder.manage('POST', secrets, keyed(`add ${own}`));
  await recorder.manage('POST', secrets);
  const renewed = { id: first.id, clientSecret: String(added.clientSecret) };
  await fetchTokens(recorder, renewed);
  const { items } = (await recorder.manage('GET', secrets)).body;
  for (const { id } of items) await recorder.manage('DELETE', `${secrets}/${id}`);
  await fetchTokens(recorder, first);
  await fetchTokens(recorder, renewed);
  return renewed;
}

/** From the issuer and twice from the cache, with the credential in the header and in the body. */
async function fetchTokens(recorder: Recorder, client: IssuedClient): Promise<void> {
  const inBody = { ...GRANT, client_id: client.id, client_secret: client.clientSecret };
  await recorder.token(GRANT, basicOf(client));
  for (let times = 0; times < 2; times += 1) {
    await recorder.cached(GRANT, basicOf(client));
    await recorder.cached(inBody);
    await recorder.cached({ ...inBody, scope: 'orders-accounts/read:orders' });
  }
}

/** Where in a request of theirs something may stand. */
export async function oddClientPlaces(recorder: Recorder, { id }: IssuedClient, secret: string): Promise<void> {
  const clients = clientsOf(recorder);
  const wrong = [{ scopes: [secret] }, { tokenLifetimeMinutes: secret }, { [secret]: 1 }, { clientSecret: secret }];
  for (const fields of wrong) {
    await recorder.manage('POST', clients, { body: { ...RIGHT, ...fields } });
    await recorder.manage('PATCH', `${clients}/${id}`, { body: fields });
    await recorder.manage('POST', '/operators', { body: { ...OPERATOR, ...fields } });
  }
  for (const own of [`${clients}/${id}`, '/operators/nobody']) {
    await recorder.manage('POST', `${own}/secrets`, { body: { clientSecret: secret } });
    await recorder.manage('DELETE', `${own}/secrets/${encodeURIComponent(secret)}`);
  }
  for (const path of [`/operators/${secret}`, `/operators/${secret}/secrets`, `/operators?x=${secret}`])
    await recorder.manage('GET', path);
  for (const name of ['cursor', 'action', 'since']) await recorder.manage('GET', `/operators/events?${name}=${secret}`);
  for (const verb of ['revoke', 'secrets']) await recorder.manage('POST', `/operators/${secret}/${verb}`);
  await recorder.manage('POST', clients, { body: RIGHT, ...keyed(secret) });
}

/** Wrong, doubled, in the wrong place, or by the wrong method. */
export async function oddTokenRequests(recorder: Recorder, client: IssuedClient): Promise<void> {
  const { id, clientSecret: secret } = client;
  const inBody = { ...GRANT, client_id: id, client_secret: secret };
  const wrong: Record<string, string>[] = [
    { client_secret: `${secret}x` },
    { client_id: secret },
    { grant_type: secret },
    { scope: secret },
    { [secret]: secret },
    { padding: secret.repeat(400) },
  ];
  for (const fields of wrong) {
    await recorder.cached({ ...inBody, ...fields });
    await recorder.cached({ ...GRANT, ...fields }, basicOf(client));
  }
  for (const text of [secret, `${secret}:${secret}`, `nobody:${secret}`, `${id}:${secret}x`, `${id}:${secret}:`])
    await recorder.cached(GRANT, basic(text));
  for (const headers of oddHeaders(secret)) await recorder.cached(inBody, headers);
  await recorder.cached(GRANT, { Authorization: [basicOf(client).Authorization, basicOf(client).Authorization] });
  await recorder.cached(inBody, { 'Content-Type': `text/${secret}` });
  for (const after of [`?client_secret=${secret}`, `/${secret}`, `?${secret}`])
    await recorder.cached(inBody, {}, after);
}

const FAULTS: readonly FailureKind[] = ['refuse', 'reset', 'lost', 'throttle', 'error', 'malformed'];

/** Every trouble of pool, token endpoint and tables, while secrets are made and sent; the tasks run in it and after. */
export async function troubleAtIssuer(recorder: Recorder, client: IssuedClient): Promise<void> {
  const { run } = recorder;
  const own = `${clientsOf(recorder)}/${client.id}`;
  await fetchTokens(recorder, client);
  for (const fault of FAULTS) {
    // So that nobody needs another operator's token meanwhile.
    await recorder.manage('GET', '/operators');
    for (const target of ['pool', 'tokenEndpoint'] satisfies PoolTarget[]) run.pool?.fail(fault, { target });
    await recorder.manage('POST', clientsOf(recorder), { body: RIGHT });
    await recorder.manage('POST', '/operators', { body: OPERATOR });
    for (const verb of ['secrets', 'suspend', 'resume']) await recorder.manage('POST', `${own}/${verb}`);
    await recorder.cached(GRANT, basicOf(client));
    await recorder.cached(GRANT, basic(`${client.id}:${client.clientSecret}x`));
    for (const task of ['reconcile', 'sweep']) await run.fire(task);
    for (const target of ['pool', 'tokenEndpoint'] satisfies PoolTarget[]) run.pool?.fail('none', { target });
    run.table?.fail(fault);
    await recorder.cached(GRANT, basicOf(client));
    await recorder.manage('POST', `${own}/secrets`);
    for (const task of ['reconcile', 'sweep']) await run.fire(task);
    run.table?.fail(fault, { operation: 'TransactWriteItems' });
    await recorder.manage('POST', clientsOf(recorder), { body: RIGHT });
    await recorder.manage('POST', `${own}/secrets`);
    run.table?.fail('none');
    run.clock.advance(LEASE_MS);
    await run.fire('reconcile');
  }
  run.clock.advance(TIME_TO_RECORD_MS);
  await run.fire('sweep');
}
