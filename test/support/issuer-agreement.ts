/**
 * Whether the issuer has what the records say: what an operator lists through the management API, held against
 * the pool's app clients, each with its scopes and the life of its tokens. Nothing of the code under test computes it.
 */
import {
  CognitoIdentityProviderClient,
  ListUserPoolClientsCommand,
  type UserPoolClientDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import { LEASE } from '../../lambda/provisioning/settle';
import { TIME_TO_RECORD } from '../../lambda/provisioning/app-client-sweep';
import { send, type TestRun } from './local-run';

/** Longer than a call of the issuer without an answer keeps others from telling it anything. */
export const LEASE_MS = LEASE + 1_000;
/** Longer than an app client may be without a record. */
export const TIME_TO_RECORD_MS = TIME_TO_RECORD + 1_000;

/** Does what the schedules would do once every trouble is over, and gives what differs after that. */
export async function settleAndCompare(run: TestRun): Promise<string[]> {
  run.clock.advance(TIME_TO_RECORD_MS);
  const tasks = ['reconcile', 'sweep', 'reconcile'];
  const done: Awaited<ReturnType<TestRun['fire']>> = [];
  for (const task of tasks) done.push(...(await run.fire(task)));
  return [
    ...done.flatMap((one) => (one.ok ? [] : [`a task failed: ${one.errorMessage}`])),
    ...(await differences(run)),
  ];
}

/** One line for each app client or record that the other side does not have, or has otherwise. */
async function differences(run: TestRun): Promise<string[]> {
  const [wanted, found] = [await wantedClients(run), await foundClients(run)];
  const lost = found.filter((clientId) => !wanted.has(clientId)).map((clientId) => `${clientId} has no live record`);
  const wrong = await Promise.all([...wanted].map(([clientId, as]) => differs(run, clientId, as)));
  return [...lost, ...wrong.flatMap((line) => line ?? [])];
}

interface Wanted {
  /** Full; none: it gets no token. */
  readonly scopes: readonly string[];
  readonly minutes: number;
  readonly pending: boolean;
}

async function wantedClients(run: TestRun): Promise<Map<string, Wanted>> {
  const wanted = new Map<string, Wanted>();
  for (const account of await everything(run, '/accounts')) {
    for (const client of await everything(run, `/accounts/${account.id}/clients`)) {
      if (client.tokenLifetimeMinutes === undefined || client.status === 'revoked') continue;
      const works = client.status === 'active' && account.status === 'active';
      wanted.set(client.id, asWanted(client, works ? client.effectiveScopes : [], 'orders-accounts'));
    }
  }
  for (const operator of await everything(run, '/operators')) {
    if (operator.tokenLifetimeMinutes === undefined) continue;
    wanted.set(operator.id, asWanted(operator, operator.scopes, 'orders-management'));
  }
  return wanted;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any view of the management API
type View = any;

const asWanted = ({ tokenLifetimeMinutes, pending }: View, scopes: readonly string[], server: string): Wanted => ({
  scopes: scopes.map((scope) => `${server}/${scope}`),
  minutes: tokenLifetimeMinutes,
  pending: pending === true,
});

async function everything(run: TestRun, path: string): Promise<View[]> {
  const items: View[] = [];
  const limit = path === '/operators' ? '' : '?limit=100';
  let cursor = '';
  do {
    const { body } = await run.manage('GET', `${path}${limit}${cursor}`);
    items.push(...body.items);
    cursor = typeof body.nextCursor === 'string' ? `&cursor=${body.nextCursor}` : '';
  } while (cursor !== '');
  return items;
}

/** Of those that are named as we name them; the others are the stack's and the seed's own. */
async function foundClients({ pool }: TestRun): Promise<string[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CognitoIdentityProviderClient({ endpoint: pool?.url ?? '', region: 'us-east-1', credentials });
  const clients: UserPoolClientDescription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListUserPoolClientsCommand({ UserPoolId: pool?.poolId, MaxResults: 60, NextToken }),
    );
    clients.push(...(page.UserPoolClients ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  client.destroy();
  return clients.flatMap(({ ClientId, ClientName }) =>
    /^orders-.*\.\d+$/.test(ClientName ?? '') ? [ClientId ?? ''] : [],
  );
}

async function differs(run: TestRun, clientId: string, wanted: Wanted): Promise<string | undefined> {
  const client = run.pool?.describeClient(clientId);
  if (client === undefined) return `${clientId} has no app client`;
  if (wanted.pending) return `${clientId} is pending`;
  if ([...client.scopes].sort().join() !== [...wanted.scopes].sort().join())
    return `${clientId} has ${client.scopes.join(' ')} for ${wanted.scopes.join(' ')}`;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: client.clientSecret };
  const { body } = await send('POST', run.facts.tokenUrl, {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  if (wanted.scopes.length === 0) return body.error === 'unauthorized_client' ? undefined : `${clientId} gets a token`;
  return body.expires_in === wanted.minutes * 60 ? undefined : `${clientId} has tokens of ${body.expires_in} s`;
}
