/** What holds for every verb on one client: whose it is, that dead is final, and which rights it needs. */
import type { Call, IssuerDeps } from '../../../../lambda/engine/context';
import {
  deleteClient,
  resumeClient,
  revokeClient,
  revokeTokens,
  suspendClient,
  updateClient,
} from '../../../../lambda/management/operations/clients/client-verbs';
import { readClient } from '../../../../lambda/management/operations/clients/client-reads';
import type { ClientTarget } from '../../../../lambda/engine/load';
import type { Outcome } from '../../../../lambda/domain/outcome';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW, presentedKey } from '../../../support/records';
import { call, refusalOf, world } from '../../../support/world';

type Verb = (deps: IssuerDeps, call: Call, target: ClientTarget) => Promise<Outcome<unknown>>;

const CHANGES: [string, Verb][] = [
  ['update', (deps, who, target) => updateClient(deps, who, { ...target, patch: { label: 'Other' } })],
  ['suspend', suspendClient],
  ['resume', resumeClient],
  ['revoke-tokens', revokeTokens],
];
const VERBS: [string, Verb][] = [...CHANGES, ['read', readClient], ['revoke', revokeClient], ['delete', deleteClient]];
const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };
const OTHER = account({ accountId: 'Acc0000002' });

describe.each(VERBS)('%s', (_, verb) => {
  it('does not find the client of another account, answers as for none, and leaves it as it is', async () => {
    const { deps, table } = world(account(), OTHER, client());

    const foreign = await verb(deps, call(), { accountId: 'Acc0000002', clientId: CLIENT_ID });
    const none = await verb(deps, call(), { accountId: 'Acc0000002', clientId: 'nobody' });

    expect(refusalOf(foreign).code).toBe('client-not-found');
    expect(foreign).toEqual(none);
    expect([table.all('client'), table.all('event')]).toEqual([[client()], []]);
  });

  it.each(['a.b', '', 'x'.repeat(129), presentedKey()])('looks up no client %j', async (clientId) => {
    const { deps, table } = world(account());
    const read: unknown[] = [];
    const watched = Object.assign(Object.create(table), {
      read: (refs: []) => {
        read.push(...refs);
        return table.read(refs);
      },
    });

    const outcome = await verb({ ...deps, table: watched }, call(), { accountId: ACCOUNT_ID, clientId });

    expect(refusalOf(outcome).code).toBe('client-not-found');
    expect(read).not.toContainEqual(expect.objectContaining({ kind: 'client' }));
  });

  it.each(['Acc0000009', 'A#1'])('finds no account %j', async (accountId) => {
    const { deps } = world(account(), client());

    const outcome = await verb(deps, call(), { accountId, clientId: CLIENT_ID });

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });

  it('refuses a token without any scope for it', async () => {
    const { deps, table } = world(account(), client());
    const actor = { type: 'operator', clientId: 'op', scopes: ['read:accounts', 'write:keys'] } as const;

    const outcome = await verb(deps, call({ actor, requires: ['write:clients', 'revoke:keys'] }), target);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
    expect(table.all('client')).toEqual([client()]);
  });
});

describe.each(CHANGES)('%s', (_, verb) => {
  it.each([
    ['revoked', account(), { revokedAt: NOW - 1, revocationReason: 'leaked' as const }],
    ['revoked and suspended', account(), { revokedAt: NOW - 1, suspendedAt: NOW - 2 }],
    ['ended by revoke-all', account({ generation: 2, credentialsValidAfter: NOW }), {}],
  ])('changes nothing of a client that is %s', async (_state, owner, given) => {
    const { deps, table } = world(owner, client(given));

    const outcome = await verb(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('client-not-active');
    expect([table.all('client'), table.all('event')]).toEqual([[client(given)], []]);
  });
});

it.each<[string, Verb]>([
  ['suspend', suspendClient],
  ['revoke-tokens', revokeTokens],
  ['revoke', revokeClient],
])('%s needs no more than revoke:keys', async (_, verb) => {
  const { deps } = world(account(), client());
  const actor = { type: 'operator', clientId: 'op', scopes: ['revoke:keys'] } as const;

  const outcome = await verb(deps, call({ actor, requires: ['write:clients', 'revoke:keys'] }), target);

  expect(outcome.ok).toBe(true);
});
