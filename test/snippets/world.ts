/** A local run and, in front of it, what the cases need: keys in several states, tokens, and servers that count. */
import { startLocalRun, tokenOf } from '../toolchains/local-run';
import type { Environment } from '../toolchains/programs';
import { type Front, startFront } from './front';
import { type OwnIssuer, startOwnIssuer } from './own-issuer';

export interface World {
  /** The variables of the pages, all of them good. */
  readonly environment: Environment & Readonly<Record<'KEY' | 'TOKEN' | 'CLIENT_ID' | 'SCOPE' | 'ISSUER', string>>;
  readonly accountId: string;
  readonly revokedKey: string;
  /** It lacks the scope of `GET /orders`. */
  readonly narrowKey: string;
  readonly firstPartyToken: string;
  readonly own: OwnIssuer;
  readonly api: Front;
  readonly tokens: Front;
  /** Lets the table fail for every call, or no longer. */
  setTableDown(down: boolean): Promise<void>;
  stop(): Promise<void>;
}

async function post(url: string, body: object, token?: string): Promise<Record<string, string>> {
  const headers = {
    'Content-Type': 'application/json',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, string>);
}

export async function startWorld(log: string): Promise<World> {
  const run = await startLocalRun(log, ['--test-control']);
  const { facts } = run;
  const { client, firstParty, managementUrl, tokenUrl, controlUrl = '' } = facts;
  if (firstParty === undefined) throw new Error('the sample has no first-party client');
  const operator = await tokenOf(tokenUrl, facts.operator);
  const keys = `${managementUrl}/accounts/${facts.account.id}/keys`;
  const issue = (scope: string) => post(keys, { label: 'Snippets', scopes: [scope] }, operator);
  const revoked = await issue('read:orders');
  await post(`${keys}/${revoked['id'] ?? ''}/revoke`, {}, operator);
  const [api, tokens, own] = await Promise.all([startFront(facts.apiUrl), startFront(tokenUrl), startOwnIssuer()]);
  return {
    environment: {
      API_URL: api.url,
      KEY: facts.key.key,
      TOKEN_URL: tokens.url,
      CLIENT_ID: client.clientId,
      CLIENT_SECRET: client.clientSecret,
      SCOPE: client.scope.split(' ')[0] ?? '',
      ISSUER: facts.issuer,
      KEY_SET_URL: facts.keySetUrl,
      TOKEN: await tokenOf(tokenUrl, client),
    },
    accountId: facts.account.id,
    revokedKey: revoked['key'] ?? '',
    narrowKey: (await issue('write:orders'))['key'] ?? '',
    firstPartyToken: await tokenOf(tokenUrl, firstParty),
    own,
    api,
    tokens,
    setTableDown: async (down) => {
      await post(`${controlUrl}/failures`, { target: 'table', failure: down ? 'error' : 'none' });
    },
    stop: async () => {
      for (const server of [api, tokens, own]) server.close();
      await run.stop();
    },
  };
}
