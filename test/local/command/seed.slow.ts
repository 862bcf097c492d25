/** The next start repairs a seeded account that was changed: there is always a key that works. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestRun, withLocalRun } from '../../support/local-run';

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(path.join(tmpdir(), 'seed-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

async function during<T>(work: (run: TestRun) => Promise<T>): Promise<T> {
  const run = await withLocalRun({ dataDirectory });
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

const statusByKey = async (run: TestRun): Promise<number> =>
  (await run.call('GET', '/orders', { headers: { 'X-API-Key': run.facts.key.key } })).status;

test('an account at its limit without the seeded key gets another one, and keeps its own', async () => {
  const made = await during(async (run) => {
    const { key, account: seeded } = run.facts;
    const account = `/accounts/${seeded.id}`;
    const answers = [
      await run.manage('POST', `${account}/keys/${key.id}/revoke`, { body: {} }),
      await run.manage('PATCH', account, { body: { grant: { maxActiveKeys: 1 } } }),
      await run.manage('POST', `${account}/keys`, { body: { label: 'Mine', scopes: [] } }),
      await run.manage('POST', `${account}/keys`, { body: { label: 'Beyond', scopes: [] } }),
    ];
    return { statuses: answers.map(({ status }) => status), id: answers[2]?.body.id };
  });

  const after = await during(async (run) => {
    const keys = await run.manage('GET', `/accounts/${run.facts.account.id}/keys?status=active`);
    return { called: await statusByKey(run), ids: keys.body.items.map(({ id }: { id: string }) => id) };
  });

  expect(made.statuses).toEqual([200, 200, 201, 409]);
  expect(after.called).toBe(200);
  expect(after.ids).toContain(made.id);
});

test('networks that were put on account and key are no obstacle', async () => {
  await during(async (run) => {
    const { key, account: seeded } = run.facts;
    const account = `/accounts/${seeded.id}`;
    const networks = ['192.0.2.0/24'];
    await run.manage('PATCH', `${account}/keys/${key.id}`, { body: { networks } });
    await run.manage('PATCH', account, { body: { grant: { networks } } });
  });

  expect(await during(statusByKey)).toBe(200);
});
