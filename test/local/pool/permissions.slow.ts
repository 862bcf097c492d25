/** A function may do with the user pool what the policies of its role allow, and nothing else. */
import {
  CognitoIdentityProviderClient,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Statement } from '../../../local/iam';
import { startPoolServer } from '../../../local/pool/pool';
import type { PoolServer } from '../../../local/types';
import { standingClock } from '../rest-api';
import { POOL } from './token';

const { poolId: UserPoolId } = POOL;
const ARN = `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`;
const LIST = 'cognito-idp:ListUserPoolClients';
const statement = (Effect: 'Allow' | 'Deny', Action: string, Resource: string): Statement => ({
  Effect,
  Action: [Action],
  Resource: [Resource],
});

let pool: PoolServer;
let clients: CognitoIdentityProviderClient[] = [];
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await pool.close();
});

/** The user pool with one function that has these statements. The result makes a client with an access key id. */
async function poolWith(...statements: Statement[]) {
  const callers = { Clients: { region: 'us-east-1', account: '123456789012', statements } };
  pool = await startPoolServer(POOL, { clock: standingClock(), callers });
  return (accessKeyId: string) => {
    const credentials = { accessKeyId, secretAccessKey: 'any' };
    const options = { endpoint: pool.url, region: 'us-east-1', maxAttempts: 1, credentials };
    clients.push(new CognitoIdentityProviderClient(options));
    return clients.at(-1) as CognitoIdentityProviderClient;
  };
}
const list = (id = UserPoolId) => new ListUserPoolClientsCommand({ UserPoolId: id });
const outcome = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );

test.each<[string, Statement[], string]>([
  ['nothing', [], 'AccessDeniedException'],
  ['the operation on this pool', [statement('Allow', LIST, ARN)], 'done'],
  ['another operation', [statement('Allow', 'cognito-idp:DeleteUserPoolClient', ARN)], 'AccessDeniedException'],
  ['the operation on another pool', [statement('Allow', LIST, `${ARN}x`)], 'AccessDeniedException'],
  ['all of DynamoDB', [statement('Allow', 'dynamodb:*', '*')], 'AccessDeniedException'],
  [
    'everything but this',
    [statement('Allow', '*', '*'), statement('Deny', 'cognito-idp:List*', ARN)],
    'AccessDeniedException',
  ],
])('a function whose role allows %s has that alone', async (_, statements, expected) => {
  const as = await poolWith(...statements);

  expect(await outcome(as('Clients').send(list()))).toBe(expected);
});

test('a call without the permission does nothing and is denied, whatever else is wrong with it', async () => {
  const as = await poolWith(statement('Allow', LIST, ARN));
  const client = as('Clients');

  const deletion = client.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: 'machine' }));

  await expect(deletion).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: Clients is not authorized to perform: cognito-idp:DeleteUserPoolClient on resource: ${ARN} because no identity-based policy allows the cognito-idp:DeleteUserPoolClient action`,
    $metadata: { httpStatusCode: 400 },
  });
  expect(pool.describeClient('machine')).toBeDefined();
  expect(await outcome(client.send(list('us-east-1_other')))).toBe('AccessDeniedException');
  const describeIt = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: 'machine' });
  expect(await outcome(client.send(describeIt))).toBe('AccessDeniedException');
});

test('a caller that is no function may do everything', async () => {
  const as = await poolWith();

  expect(await outcome(as('local').send(list()))).toBe('done');
});
