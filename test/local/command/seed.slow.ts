/** A run with kept data starts whatever was done to what it seeded, gives credentials that work, and says what it repaired. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bearer, type TestRun, withLocalRun } from '../../support/local-run';

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

const OPERATORS = { label: 'Second', scopes: ['write:operators', 'read:accounts'] };
const account = ({ facts }: TestRun) => `/accounts/${facts.account.id}`;
const done = async (answer: Promise<{ readonly status: number; readonly text: string }>) => {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`${status} ${text}`);
};

/** What a developer does to the seeded parts, and what the next run says. */
const DAMAGE: Readonly<Record<string, readonly [(run: TestRun) => Promise<void>, readonly RegExp[]]>> = {
  nothing: [() => Promise.resolve(), []],
  'the stack’s own operator is revoked': [
    async (run) => {
      const all = await run.manage('GET', '/operators');
      await done(run.manage('POST', '/operators', { body: { ...OPERATORS, scopes: all.body.items[0].scopes } }));
      await done(run.manage('POST', `/operators/${run.facts.operator.clientId}/revoke`));
    },
    [/operator/],
  ],
  'the operator has another secret than at first': [
    async (run) => {
      const path = `/operators/${run.facts.operator.clientId}/secrets`;
      const [first] = (await run.manage('GET', path)).body.items;
      await done(run.manage('POST', path));
      await done(run.manage('DELETE', `${path}/${first.id}`));
    },
    [],
  ],
  'the accounts are suspended': [
    async (run) => {
      const { body } = await run.manage('GET', '/accounts');
      for (const { id } of body.items) await done(run.manage('POST', `/accounts/${id}/suspend`));
    },
    [/resumed the account Local run/, /resumed the account Second account/],
  ],
  'all credentials are revoked': [(run) => done(run.manage('POST', `${account(run)}/revoke-all`)), [/key/, /client/]],
  'the grant is empty and allows no key': [
    (run) => done(run.manage('PATCH', account(run), { body: { grant: { scopes: [], maxActiveKeys: 0 } } })),
    [/all scopes/],
  ],
  'its people are removed': [
    async (run) => {
      const { body } = await run.manage('GET', `${account(run)}/members`);
      for (const { subject } of body.items) await done(run.manage('DELETE', `${account(run)}/members/${subject}`));
    },
    [/ada@example.com/, /dev@example.com/, /viewer@example.com/],
  ],
};

test.each(Object.entries(DAMAGE))('when %s', async (_, [damage, says]) => {
  await during(damage);

  const { repairs, statuses } = await during(async (run) => ({
    repairs: run.facts.repairs ?? [],
    statuses: [
      (await run.call('GET', '/orders', bearer(run.facts.key.key))).status,
      (await run.call('GET', '/orders', bearer(await run.token(run.facts.client)))).status,
      (await run.manage('GET', '/operators')).status,
    ],
  }));

  expect(statuses).toEqual([200, 200, 200]);
  expect(repairs).toHaveLength(says.length);
  for (const form of says) expect(repairs).toContainEqual(expect.stringMatching(form));
});
