/** What stays when the stack goes, how another deployment takes it over, and how the rest is removed. */
import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { act, inventory, type Resources, resourcesOf, theOne } from '../account';
import { Deployment } from '../deployment';
import { expectProblem, expectStatus } from '../expect';
import { deployApp, destroyApp } from '../programs';
import { type Customer, type Tried, tokenIn } from './journey';

/** By the types of the stack's resources, what the inventory calls them. Everything else goes. */
const STAYS: ReadonlyMap<string, string> = new Map([
  ['AWS::Cognito::UserPool', 'user pool'],
  ['AWS::DynamoDB::GlobalTable', 'table'],
  ['AWS::Logs::LogGroup', 'log group'],
]);
/** A token cache's table goes with the stack: its entries are worth nothing without it. */
const GOES = /TokenCacheTable/;

const COGNITO = 'AWSCognitoIdentityProviderService';
const DYNAMO = 'DynamoDB_20120810';

interface Kept {
  readonly table: string;
  readonly pool: string;
}

export async function removal(tried: Tried, customer: Customer): Promise<void> {
  const { steps, deployment } = tried;
  const resources = await resourcesOf(deployment.stack);
  const table = theOne(resources, 'AWS::DynamoDB::GlobalTable', /CredentialsTable/);
  const pool = theOne(resources, 'AWS::Cognito::UserPool', /IssuerPool/);
  await steps.step('cdk destroy', () => destroyApp({}));
  await steps.step('table, user pools and log groups stay, and nothing else', () => seeWhatStays(tried, resources));
  const app = { file: 'adopting-app.ts', context: { table, pool } };
  const again = await steps.step('cdk deploy with the table and the user pool that stayed', async () =>
    Deployment.of(deployment.stack, await deployApp(app)),
  );
  await steps.step('account, key and client work as before, and trails go on', () => goOn(again, customer));
  await steps.step('cdk destroy leaves a passed table and user pool alone', async () => {
    await destroyApp(app);
    const names = await inventory();
    ok(names.includes(`table ${table}`) && names.includes(`user pool ${pool}`));
  });
  await steps.step('what stayed can be removed', () => removeAll(tried, { table, pool }));
}

/** Of the route that the redeployment took away, the log group is in no stack any more. */
const LEFT_EARLIER = /^log group .*\/RevocationsLogs/;
const inNested = (id: string): boolean => id.includes('/');

async function seeWhatStays({ differences }: Tried, resources: Resources): Promise<void> {
  const kept = [...resources].filter(([id, { type }]) => STAYS.has(type) && !GOES.test(id));
  const named = ([, { type, physicalId }]: (typeof kept)[number]) => `${STAYS.get(type) ?? type} ${physicalId}`;
  const found = await inventory();
  const nested = kept.filter(([id]) => inNested(id)).map(named);
  differences.met('nested-delete-ignores-retain', nested.length > 0 && nested.every((name) => !found.includes(name)));
  const expected = ['bus default', ...kept.filter(([id]) => !inNested(id)).map(named)].sort();
  deepEqual(
    found.filter((name) => !LEFT_EARLIER.test(name)),
    expected,
  );
}

async function goOn(deployment: Deployment, { accountId, keyId, key, client }: Customer): Promise<void> {
  expectProblem(await deployment.call('GET /orders'), 401, 'invalid-credential');
  expectStatus(await deployment.call('GET /orders', { apiKey: key }), 200);
  const token = tokenIn(await deployment.token(client));
  expectStatus(await deployment.call('GET /orders', { bearer: token }), 200);
  const path = { accountId };
  equal((await deployment.operator.get('/accounts/{accountId}', { path })).name, 'Acme');
  await deployment.operator.post('/accounts/{accountId}/keys/{keyId}/revoke', { path: { accountId, keyId } });
  expectProblem(await deployment.call('GET /orders', { apiKey: key }), 401, 'invalid-credential');
  const { items } = await deployment.operator.get('/accounts/{accountId}/events', { path });
  match(items.map(({ action }) => action).join(), /key\.revoked.*account\.created/);
  notEqual(items.length, 0);
}

/** As the documents say: protection off, then what was kept. */
async function removeAll({ differences }: Tried, { table, pool }: Kept): Promise<void> {
  const deleted = await Promise.all([
    act('cognito-idp', `${COGNITO}.DeleteUserPool`, { UserPoolId: pool }),
    act('dynamodb', `${DYNAMO}.DeleteTable`, { TableName: table }),
  ]).then(
    () => true,
    () => false,
  );
  differences.met('no-deletion-protection', deleted);
  for (const name of await inventory()) await remove(name);
  deepEqual(await inventory(), ['bus default']);
}

async function remove(found: string): Promise<void> {
  const [, kind = '', name = ''] = /^(table|user pool|log group) (.*)$/.exec(found) ?? [];
  if (kind === 'table') {
    await act('dynamodb', `${DYNAMO}.UpdateTable`, { TableName: name, DeletionProtectionEnabled: false });
    await act('dynamodb', `${DYNAMO}.DeleteTable`, { TableName: name });
  }
  if (kind === 'user pool') {
    await act('cognito-idp', `${COGNITO}.UpdateUserPool`, { UserPoolId: name, DeletionProtection: 'INACTIVE' });
    await act('cognito-idp', `${COGNITO}.DeleteUserPool`, { UserPoolId: name });
  }
  if (kind === 'log group') await act('logs', 'Logs_20140328.DeleteLogGroup', { logGroupName: name });
}
