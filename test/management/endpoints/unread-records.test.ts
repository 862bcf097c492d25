/**
 * What an actor learns of a record that it may suspend or revoke, but not read: the record's id, status and version,
 * whether the call changed something, nothing or is a repeated request.
 */
import type { ManagementScope } from '../../../lambda/domain/policy';
import { GUARDED_ROUTES } from '../../support/endpoints';
import { issuedClient, stock } from '../../support/issued';
import { managementApi } from '../../support/management';
import { account, ACCOUNT_ID, apiKey, CLIENT_ID, KEY_ID } from '../../support/records';
import { operator, world } from '../../support/world';

const IDS: Readonly<Record<string, string>> = { accountId: ACCOUNT_ID, keyId: KEY_ID, clientId: CLIENT_ID };
const KINDS = ['accounts', 'keys', 'clients'] as const;

/** The verbs on one record that somebody with `revoke:keys` alone may send, on records that all say `hidden`. */
const verbs = GUARDED_ROUTES.filter(
  ({ method, scopes, shape }) => method === 'POST' && scopes.includes('revoke:keys') && shape.position === undefined,
);
const rows = verbs.map(({ route, path, ...rest }) => {
  const kind = KINDS.find((name) => path.split('/').at(-3) === name) ?? 'accounts';
  return { ...rest, name: route, kind, request: route.replace(/\{(\w+)\}/g, (_, id: string) => IDS[id] ?? '') };
});

function deployment(recordScopes?: readonly ManagementScope[]) {
  const hidden = { label: 'hidden', scopes: ['read:orders'], metadata: { hidden: true }, tags: ['hidden'] };
  const made = world(
    account({ name: 'hidden', metadata: { hidden: true } }),
    apiKey(hidden),
    issuedClient({ label: 'hidden' }),
    ...(recordScopes === undefined ? [] : [operator({ scopes: recordScopes })]),
  );
  stock(made.pool, CLIENT_ID);
  return { ...made, send: managementApi(made.deps) };
}
const state = { id: expect.any(String), status: expect.any(String), version: expect.any(Number) };

test('these are all the verbs that stop something', () => {
  expect(rows.map(({ kind, name }) => `${kind} ${name.split('/').at(-1)}`).sort()).toEqual([
    ...['accounts revoke-all', 'accounts suspend', 'clients revoke', 'clients revoke-tokens', 'clients suspend'],
    ...['keys end-grace', 'keys revoke', 'keys suspend'],
  ]);
});

describe.each(rows)('$name', ({ request, kind, scopes }) => {
  test('shows its state alone to who may only revoke: a change, a replay, and where there is nothing to change', async () => {
    const { send } = deployment();
    const sent = { scopes: ['revoke:keys'], headers: { 'Idempotency-Key': 'once' } };

    const answers = [
      await send(request, sent),
      await send(request, sent),
      await send(request, { scopes: sent.scopes }),
    ];

    for (const { status, body, text, headers } of answers) {
      expect([status, body]).toEqual([200, state]);
      expect(headers['ETag']).toBe(`"${body.version}"`);
      expect(text).not.toMatch(/hidden|orders|created|sp_live/);
    }
  });

  test.each(['read', 'write'] as const)('shows the record to who may also %s its kind', async (verb) => {
    const { send } = deployment();

    const { body } = await send(request, { scopes: ['revoke:keys', `${verb}:${kind}`] });

    expect(JSON.stringify(body)).toContain('hidden');
  });

  test('asks the operator’s record too: a token cannot add the right to read', async () => {
    const { send } = deployment(['revoke:keys']);

    const { body } = await send(request);

    expect(body).toEqual(state);
  });

  test('is no way to read another kind of record', async () => {
    const { send } = deployment();
    const others = KINDS.filter((other) => other !== kind).flatMap((other) => [`read:${other}`, `write:${other}`]);

    const { body } = await send(request, { scopes: [scopes, others].flat().filter((s) => s !== `write:${kind}`) });

    expect(body).toEqual(state);
  });
});

test('who may only revoke learns of an id that is not there that it is not there', async () => {
  const { send } = deployment();

  const { body } = await send(`POST /accounts/${ACCOUNT_ID}/keys/${ACCOUNT_ID}Key00009/revoke`, {
    scopes: ['revoke:keys'],
  });

  expect(body.type).toMatch(/key-not-found$/);
});
