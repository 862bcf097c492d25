/** A flood over HTTP on the very method that an operator needs, with the throttles of the synthesized template. */
import http from 'node:http';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

const REVOKES = 25;
/** Between two revokes pass 200 ms: 10 groups of 40 junk requests, 20 ms apart, are 2,000 a second. */
const GROUPS = 10;
const JUNK_PER_GROUP = 40;
const GROUP_MS = 20;

let run: TestRun;
const agent = new http.Agent({ keepAlive: true, maxSockets: 10 });
beforeAll(async () => {
  run = await withLocalRun();
});
afterAll(async () => {
  agent.destroy();
  await run.close();
});

/** One request without a credential, on a connection that is kept, as a flood would. */
const junk = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = http.request(run.facts.managementUrl + path, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject);
    request.end();
  });

async function issueKeys(): Promise<{ id: string; key: string }[]> {
  const keys: { id: string; key: string }[] = [];
  for (let issued = 0; issued < REVOKES; issued += 1) {
    const body = { label: 'Flooded', scopes: ['read:orders'] };
    keys.push((await run.manage('POST', `/accounts/${run.facts.account.id}/keys`, { body })).body);
  }
  return keys;
}

test('25 of 25 revokes succeed while strangers send 2,000 requests a second to the same method', async () => {
  const keys = await issueKeys();
  const [seen, revoked, dead] = [new Map<number, number>(), [] as number[], [] as number[]];
  for (const { id, key } of keys) {
    const path = `/accounts/${run.facts.account.id}/keys/${id}/revoke`;
    for (let group = 0; group < GROUPS; group += 1) {
      run.clock.advance(GROUP_MS);
      for (const status of await Promise.all(Array.from({ length: JUNK_PER_GROUP }, () => junk(path))))
        seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    revoked.push((await run.manage('POST', path)).status);
    dead.push((await run.call('GET', '/orders', bearer(key))).status);
  }

  expect(Object.fromEntries(seen)).toEqual({ 401: REVOKES * GROUPS * JUNK_PER_GROUP });
  expect([new Set(revoked), revoked.length]).toEqual([new Set([200]), REVOKES]);
  expect(new Set(dead)).toEqual(new Set([401]));
});
