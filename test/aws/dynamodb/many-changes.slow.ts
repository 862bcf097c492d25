/** Many changes with failures among them: none is lost or made twice. */
import type { DynamoTable } from '../../../lambda/aws/dynamodb/dynamo-table';
import { DependencyError } from '../../../lambda/domain/outcome';
import type { FailureKind } from '../../../local/types';
import { openLocalTable } from '../../support/local-table';
import type { LocalTable } from '../../support/local-table';
import { ACCOUNT_ID, KEY_ID, NOW } from '../../support/records';
import { HELD, KEY } from '../../support/table-calls';

let local: LocalTable;
let table: DynamoTable;

beforeEach(async () => {
  local = await openLocalTable();
  table = local.table;
  await table.commit(HELD);
});
afterEach(() => local.close());

describe('many changes with failures among them', () => {
  it('are all there if acknowledged, whole or absent if not, and never made twice', async () => {
    const kinds: FailureKind[] = ['refuse', 'reset', 'lost', 'throttle', 'error', 'malformed'];
    let acknowledged = 0;
    const total = 150;

    for (let at = 0; at < total; at += 1) {
      local.server.fail(kinds[at % kinds.length] ?? 'none', { times: 1 + (at % 4) });
      const result = await table
        .commit([
          { type: 'update', ref: KEY, when: {}, set: {}, increment: ['version'] },
          { type: 'insert', record: eventAt(at) },
        ])
        .catch((error: unknown) => error);
      if (result instanceof DependencyError) continue;
      expect(result).toEqual({ committed: true });
      acknowledged += 1;
    }

    local.server.fail('none');
    const events = (await table.listEvents(ACCOUNT_ID, { limit: 1_000 })).items.length;
    const [key] = await table.read([KEY]);
    expect(key?.version).toBe(1 + events);
    expect(events).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThan(total / 2);
  });
});

const eventAt = (at: number) =>
  ({
    kind: 'event',
    eventId: String(at).padStart(10, '0'),
    accountId: ACCOUNT_ID,
    at: NOW,
    action: 'key.updated',
    actor: 'operator:op',
    sourceIp: '203.0.113.7',
    requestId: String(at),
    target: `key:${KEY_ID}`,
  }) as const;
