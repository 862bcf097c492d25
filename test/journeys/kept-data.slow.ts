/** A run with kept data starts again whatever was done to what it seeded, gives credentials that work, and says what it did. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'kept-data-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

async function during<T>(act: (run: TestRun) => Promise<T>): Promise<T> {
  const run = await withLocalRun({ dataDirectory });
  try {
    return await act(run);
  } finally {
    await run.close();
  }
}

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
