import type { SignedClient } from '../../../lambda/aws/dynamodb/signed-client';
import { RECORD_CODECS } from '../../../lambda/aws/dynamodb/codecs/record-codecs';
import { signedReader } from '../../../lambda/aws/dynamodb/signed-reader';
import { signedUseNotes } from '../../../lambda/aws/dynamodb/signed-use-notes';
import { DependencyError } from '../../../lambda/domain/outcome';
import type { LastUse } from '../../../lambda/domain/records/usage-records';
import { startTableServer } from '../../../local/table/table';
import type { TableServer } from '../../../local/types';
import { openCannedService, replyError, replyJson } from '../../support/canned-service';
import { callTimeOn, signedClientFor, TABLE_NAME, TABLE_SPEC } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { KEY_ID, NOW } from '../../support/records';

let server: TableServer;
let client: SignedClient;
let timers: ManualTimers;
let note: (use: LastUse) => Promise<void>;
beforeEach(async () => {
  server = await startTableServer({ tables: [TABLE_SPEC] });
  timers = new ManualTimers();
  client = signedClientFor(server.url, timers);
  note = signedUseNotes(TABLE_NAME, client)(callTimeOn(timers));
});
afterEach(async () => {
  client.close();
  await server.close();
});

const use = (lastUsedAt: number): LastUse => ({
  kind: 'lastUse',
  credentialId: KEY_ID,
  lastUsedAt,
  lastUsedRoute: 'POST /verify',
});
const stored = async () =>
  (await signedReader({ tableName: TABLE_NAME, codecs: RECORD_CODECS }, client)(callTimeOn(timers)).read([use(0)]))[0]
    ?.lastUsedAt;

test('a use is noted, and moves forward alone', async () => {
  await note(use(NOW));
  const first = await stored();
  await note(use(NOW + 1));
  await note(use(NOW - 1));

  expect([first, await stored()]).toEqual([NOW, NOW + 1]);
});

test('a throttled note is sent again', async () => {
  server.fail('throttle', { operation: 'PutItem', times: 1 });
  await note(use(NOW));

  expect(await stored()).toBe(NOW);
});

test('a note that the table does not take is a failure of the table', async () => {
  server.fail('error', { operation: 'PutItem' });

  await expect(note(use(NOW))).rejects.toThrow(DependencyError);
});

test('a note that meets a transaction of the same record is sent again', async () => {
  const canned = await openCannedService();
  canned.answer(replyError('TransactionConflictException'), replyJson({}));
  const through = signedClientFor(canned.url, timers);

  await signedUseNotes(TABLE_NAME, through)(callTimeOn(timers))(use(NOW));

  expect(canned.asked.map(({ operation }) => operation)).toEqual(['PutItem', 'PutItem']);
  through.close();
  await canned.close();
});
