/** Records, and people, that calls of the permission proof need beside its subjects. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalRun } from '../../local/start';
import { type Answer, bearer, send } from '../support/local-run';
import { portalOf, signInAs } from '../support/sign-in';
import { DAY } from '../support/records';
import type { Management } from '../support/one-call-a-route';

/** The daily task tells of it: the second that it has left above a day is over when the task runs. */
export async function leaveEndingKey({ manage }: Management, accountId: string, now: number): Promise<void> {
  const expiresAt = new Date(now + DAY + 1_000).toISOString();
  const body = { label: 'Ending', scopes: [], expiresAt };
  expect((await manage('POST', `/accounts/${accountId}/keys`, { body })).status).toBe(201);
}

/** Imported keys, each for a call of its own. */
export const IMPORTED = {
  door: 'unkey_9TnQwKt8mW2pXyN4bRcHdG',
  leaked: 'unkey_8cJt4mW2pXyN5bRcHdF7ZkQv',
  deleted: 'unkey_5bRcHdF7ZkQv8cJt4mW2pXyN',
} as const;

/** Returns the place of one that was revoked since. */
export async function importKeys({ manage }: Management, accountId: string): Promise<string> {
  const importedKeys = `/accounts/${accountId}/keys`;
  const keys = Object.values(IMPORTED).map((key) => ({ key, label: 'Imported', scopes: ['read:orders'] }));
  const { body } = await manage('POST', `${importedKeys}/import`, { body: { keys } });
  const revoked = `${importedKeys}/${body.items[2].keyId}`;
  await manage('POST', `${revoked}/revoke`);
  return revoked;
}

/**
 * A deleted account whose app client the pool still has: a sweep looks for the deletion among the account's events. Of its
 * imported key the look-up record is left, and it had a member.
 */
export async function leaveDeletedAccount({ manage }: Management): Promise<void> {
  const { body } = await manage('POST', '/accounts', { body: { name: 'Gone', grant: { scopes: [] } } });
  const own = `/accounts/${body.id}`;
  await manage('POST', `${own}/clients`, { body: { label: 'A', scopes: [] } });
  await manage('POST', `${own}/members`, { body: { email: 'gone@example.com', role: 'owner' } });
  const imported = { hash: '0'.repeat(64), label: 'A', scopes: [] };
  expect((await manage('POST', `${own}/keys/import`, { body: { keys: [imported] } })).status).toBe(200);
  await manage('POST', `${own}/revoke-all`);
  expect((await manage('DELETE', own)).status).toBe(204);
}

/** Only the first issued operator finds no roster. */
export async function forgetRoster(run: LocalRun): Promise<void> {
  const developer = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const database = new DynamoDBClient({
    endpoint: run.table?.url ?? '',
    region: 'us-east-1',
    credentials: developer,
  });
  const Key = { PK: { S: 'O' }, SK: { S: 'O' } };
  await database.send(new DeleteItemCommand({ TableName: run.tableName, Key }));
  database.destroy();
}

/** As a person who signs in does. */
export async function askWhoIsThis({ url }: Management, run: LocalRun, email: string): Promise<Answer> {
  const { body } = await send('GET', `${url}/portal/config.json`);
  const { access } = await signInAs(portalOf(run, body.signIn.clientId), email);
  return send('GET', `${url}/me`, bearer(access));
}
