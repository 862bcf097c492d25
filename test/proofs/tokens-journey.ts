/** The token cache as its client knows it: its one route is open, and every token is the issuer's decision. */
import { DynamoTable } from '../../lambda/aws/dynamodb/dynamo-table';
import { type Answer, bearer, type Credentials } from '../support/local-run';
import { callTimeOn, clientFor } from '../support/local-table';
import { ManualTimers } from '../support/manual-timers';
import { asOperator, askForToken, callGuarded, callManagement, callTokens } from './calls';
import { describe, type Expectation, type Journey, type Scene, unlike } from './expectation';
import { throttledAt } from './management-journey';

const ROUTE = 'POST /oauth2/token';

const ask = (scene: Scene, client: Credentials): Promise<Answer> => callTokens(scene, ROUTE, askForToken(client));
const tokenIn = ({ body }: Answer): string | undefined => body?.access_token;

/** As if it had not called yet: its record is made at its first management call. */
async function forgetOperator({ run: { table, tableName } }: Scene, { clientId }: Credentials): Promise<void> {
  if (table === undefined || tableName === undefined) throw new Error('the sample has a table');
  const timers = new ManualTimers();
  const client = clientFor(table.url, timers);
  const ref = { kind: 'operator', clientId } as const;
  await new DynamoTable(tableName, client, callTimeOn(timers)).commit([{ type: 'delete', ref, when: {} }]);
  client.destroy();
}

const ANSWERS: readonly Expectation[] = [
  {
    promise: `${ROUTE} gives a client its token, which opens a door, and gives the same again`,
    seen: async (scene) => {
      const client = scene.visitors.clients.issued;
      const [first, second] = [await ask(scene, client), await ask(scene, client)];
      const token = tokenIn(first);
      if (token === undefined) return describe(first);
      const door = await callGuarded(scene, 'GET /orders', bearer(token));
      if (door.status !== 200) return `${describe(door)} at the door`;
      return tokenIn(second) === token ? undefined : `${describe(second)}, and another token`;
    },
  },
  {
    promise: `${ROUTE} refuses a wrong secret, whatever is kept`,
    seen: async (scene) => {
      const { issued } = scene.visitors.clients;
      await ask(scene, issued);
      const answer = await ask(scene, { ...issued, clientSecret: `${issued.clientSecret}x` });
      return answer.body?.error === 'invalid_client' ? undefined : describe(answer);
    },
  },
  {
    promise: `${ROUTE} gives no token again that its client’s account had revoked`,
    seen: async (scene) => {
      const { accountId, clients } = scene.visitors;
      const before = await ask(scene, clients.client);
      const url = `/accounts/${accountId}/clients/${clients.client.clientId}/revoke-tokens`;
      const revoked = await callManagement(scene, `POST ${url}`, asOperator(scene, 'write:clients'));
      const after = await ask(scene, clients.client);
      const different = tokenIn(after) !== undefined && tokenIn(after) !== tokenIn(before);
      return revoked.status === 200 && different ? undefined : [before, revoked, after].map(describe).join(', ');
    },
  },
  {
    promise: `${ROUTE} gives the stack’s own operator a new token each time, even before it has a record`,
    seen: async (scene) => {
      const { operator } = scene.visitors.clients;
      await forgetOperator(scene, operator);
      const answers = [await ask(scene, operator), await ask(scene, operator)];
      const tokens = new Set(answers.map(tokenIn));
      return tokens.size === 2 && !tokens.has(undefined) ? undefined : `${answers.map(describe).join(', ')}, one token`;
    },
  },
  {
    promise: 'an unknown route is 404',
    seen: async (scene) => unlike(await callTokens(scene, 'GET /nothing'), { status: 404, code: 'route-not-found' }),
  },
];

/** One at a time: two at once that both find nothing kept are both given tokens. */
export const tokensJourney = (): Journey => [...ANSWERS.map((one) => [one]), [throttledAt(ROUTE, 100, callTokens)]];
