/** A deployment renames its keys: those that are out go on working, under the prefix that they were issued with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SallyportProps } from 'sallyport';
import { bearer, type TestRun } from '../support/local-run';
import { withOrdersRun } from '../support/orders-run';

let data: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'key-prefix-'));
});
afterAll(() => rmSync(data, { recursive: true }));

/** Deploys the app with these props and the data of the deployments before it. */
async function deployed<T>(
  props: Partial<SallyportProps>,
  act: (run: TestRun, keys: string) => Promise<T>,
): Promise<T> {
  const run = await withOrdersRun({
    backends: 'scope-rules-backend',
    serviceScopes: ['read:orders'],
    props,
    data,
    addRoutes: (sallyport, backend) =>
      sallyport.protect(sallyport.api.root.addResource('orders'), 'GET', backend('account'), { scope: 'read:orders' }),
  });
  try {
    return await act(run, `/accounts/${run.facts.account.id}/keys`);
  } finally {
    await run.close();
  }
}

const opens = async (run: TestRun, key: string) => (await run.call('GET', '/orders', bearer(key))).status;

test('keys of an earlier prefix work as long as it is named, keep their hint, and get the new prefix with a rotation', async () => {
  const scopes = ['read:orders'];
  const old = await deployed({ keyPrefix: 'old' }, async (run, keys) => {
    const { body } = await run.manage('POST', keys, { body: { label: 'Before', scopes } });
    expect([body.hint, await opens(run, body.key)]).toEqual([`old_live_${body.id}…`, 200]);
    return body;
  });

  await deployed({ keyPrefix: 'new', earlierKeyPrefixes: ['old'] }, async (run, keys) => {
    expect(await opens(run, old.key)).toBe(200);
    expect((await run.manage('POST', '/verify', { body: { credential: old.key } })).body.valid).toBe(true);
    expect((await run.manage('GET', `${keys}/${old.id}`)).body.hint).toBe(old.hint);

    const { body: rotated } = await run.manage('POST', `${keys}/${old.id}/rotate`, { body: { graceSeconds: 60 } });

    expect([rotated.key.slice(0, 9), rotated.hint]).toEqual(['new_live_', `new_live_${old.id}…`]);
    expect([await opens(run, rotated.key), await opens(run, old.key)]).toEqual([200, 200]);
  });

  await deployed({ keyPrefix: 'new' }, async (run) => {
    expect(await opens(run, old.key)).toBe(401);
    expect((await run.manage('POST', '/verify', { body: { credential: old.key } })).body).toEqual({
      valid: false,
      reason: 'wrong-environment',
    });
  });
});
