/** Operators over HTTP: each may do what it was given, can be cut off by itself, and nobody takes a right away for good. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type Answer, bearer, type Credentials, type TestRun, withLocalRun } from '../support/local-run';

let run: TestRun;

beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(() => run.close());

const nameOf = ({ body }: Answer) => body.type.split('/').at(-1);
const as = async (client: Credentials) => bearer(await run.token(client));

async function issue(scopes: readonly string[], by?: Credentials) {
  const sent = by === undefined ? {} : await as(by);
  const answer = await run.manage('POST', '/operators', { ...sent, body: { label: 'CRM', scopes } });
  return { answer, clientId: answer.body.id, clientSecret: answer.body.clientSecret };
}

/** A change of one operator's item by somebody who may write the table. */
async function editByHand(clientId: string, edit: Partial<UpdateItemCommandInput>): Promise<void> {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const client = new DynamoDBClient({ endpoint: run.table?.url ?? '', region: 'us-east-1', credentials });
  const Key = { PK: { S: `O#${clientId}` }, SK: { S: 'O' } };
  await client.send(new UpdateItemCommand({ TableName: run.tableName, Key, ...edit }));
  client.destroy();
}

describe('an operator that is cut off in the table, as the runbook says', () => {
  const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');
  const [, UpdateExpression] = /--update-expression '(SET revokedAt[^']*)'/.exec(runbook) ?? [];
  const cutOff = (clientId: string) =>
    editByHand(clientId, {
      UpdateExpression,
      ExpressionAttributeValues: {
        ':now': { N: String(run.clock.now()) },
        ':kind': { S: 'operator' },
        ':id': { S: clientId },
        ':one': { N: '1' },
      },
    });

  it('is refused everywhere, be it the stack’s own, which has no item, and comes back when the mark is taken away', async () => {
    const { clientId } = run.facts.operator;
    const account = `/accounts/${run.facts.account.id}`;
    const ask = async () =>
      Promise.all(['/accounts', `${account}/keys`, `${account}/clients`, `${account}/events`, '/scopes'].map(statusOf));
    const statusOf = async (path: string) => (await run.manage('GET', path)).status;

    const before = await ask();
    await cutOff(clientId);
    const during = await ask();
    await editByHand(clientId, { UpdateExpression: 'REMOVE revokedAt' });
    const after = await ask();

    expect({ before, during, after }).toEqual({
      before: Array(5).fill(200),
      during: Array(5).fill(401),
      after: Array(5).fill(200),
    });
  });

  it('is refused, be it an issued one, and is not listed', async () => {
    const crm = await issue(['read:accounts']);

    await cutOff(crm.clientId);

    const refused = await run.manage('GET', '/accounts', await as(crm));
    const { body } = await run.manage('GET', '/operators');
    expect(refused.status).toBe(401);
    expect(body.items.map(({ id }: { id: string }) => id)).not.toContain(crm.clientId);
  });
});

describe('an issued operator', () => {
  it('may do what it was given and nothing else, until it is revoked', async () => {
    const crm = await issue(['read:accounts']);
    const headers = await as(crm);
    const reading = () => run.manage('GET', '/accounts', headers);

    const allowed = await reading();
    const beyond = await run.manage('POST', '/accounts', { ...headers, body: { name: 'X' } });
    const revoked = await run.manage('POST', `/operators/${crm.clientId}/revoke`, { body: { reason: 'superseded' } });
    const after = await reading();

    expect([crm.answer.status, allowed.status, beyond.status]).toEqual([201, 200, 401]);
    expect(revoked.body).toMatchObject({ status: 'revoked', revocationReason: 'superseded' });
    expect([after.status, nameOf(after)]).toEqual([401, 'invalid-credential']);
    await expect(run.token(crm)).rejects.toThrow('invalid_client');
    expect((await run.manage('GET', `/operators/${crm.clientId}`)).body.status).toBe('revoked');
    const { body } = await run.manage('GET', '/operators');
    expect(body.items.map(({ id }: { id: string }) => id)).not.toContain(crm.clientId);
  });

  it('cannot give what it does not have, nor take a mightier one’s place by a new secret', async () => {
    const maker = await issue(['write:operators', 'read:keys']);

    const lesser = await issue(['read:keys'], maker);
    const mightier = await issue(['read:keys', 'write:keys'], maker);
    const secret = await run.manage('POST', `/operators/${run.facts.operator.clientId}/secrets`, await as(maker));

    expect([lesser.answer.status, mightier.answer.status, secret.status]).toEqual([201, 403, 403]);
    expect([nameOf(mightier.answer), nameOf(secret)]).toEqual(['grant-exceeded', 'grant-exceeded']);
  });

  it('opens no door of the guarded API', async () => {
    const crm = await issue(['read:accounts']);

    expect((await run.call('GET', '/orders', await as(crm))).status).toBe(401);
  });

  it('rotates its secret without a gap', async () => {
    const crm = await issue(['read:accounts']);
    const path = `/operators/${crm.clientId}/secrets`;

    const { body: added } = await run.manage('POST', path);
    const { body: listed } = await run.manage('GET', path);
    const deleted = await run.manage('DELETE', `${path}/${listed.items[0].id}`);

    expect([listed.items.length, deleted.status]).toEqual([2, 204]);
    await expect(run.token(crm)).rejects.toThrow('invalid_client');
    expect(await run.token({ clientId: crm.clientId, clientSecret: added.clientSecret })).toMatch(/^ey/);
  });

  it('is not told apart from nobody where an account’s client is asked for', async () => {
    const crm = await issue(['read:accounts']);
    const clients = `/accounts/${run.facts.account.id}/clients`;

    const adopted = await run.manage('PUT', `${clients}/${crm.clientId}`, { body: { label: 'X', scopes: [] } });
    const asOperator = await run.manage('POST', `/operators/${run.facts.client.clientId}/revoke`);

    expect([adopted.status, asOperator.status, nameOf(asOperator)]).toEqual([400, 404, 'operator-not-found']);
  });
});

it('nobody takes a scope out of the world: the stack’s own stays until another one can give all of them', async () => {
  const first = `/operators/${run.facts.operator.clientId}`;
  const { body: before } = await run.manage('GET', '/operators');
  const own = before.items.find(({ id }: { id: string }) => id === run.facts.operator.clientId);
  const maker = await issue(['write:operators', 'read:accounts']);

  const alone = await run.manage('POST', `${first}/revoke`);
  const byMaker = await run.manage('POST', `${first}/revoke`, await as(maker));
  const second = await issue(own.scopes);
  const headers = await as(second);
  const revoked = await run.manage('POST', `${first}/revoke`, await as(maker));
  const cutOff = await run.manage('GET', '/accounts');
  const itself = await run.manage('POST', `/operators/${second.clientId}/revoke`, headers);
  const events = await run.manage('GET', '/operators/events?limit=100', headers);

  expect([alone, byMaker, itself].map((answer) => [answer.status, nameOf(answer)])).toEqual(
    Array(3).fill([409, 'last-operator']),
  );
  expect(byMaker.body.detail).toMatch(/^No other operator can give write:accounts, write:keys,/);
  expect([revoked.status, cutOff.status, nameOf(cutOff)]).toEqual([200, 401, 'invalid-credential']);
  expect(events.body.items[0]).toMatchObject({
    action: 'operator.revoked',
    actor: `operator:${maker.clientId}`,
    target: `operator:${run.facts.operator.clientId}`,
  });
  expect(events.text).not.toContain(second.clientSecret);
});
