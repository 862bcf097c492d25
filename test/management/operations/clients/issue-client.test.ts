/** Issuing touches the issuer and the table: whatever fails between the two, nothing works that has no record. */
import { deleteClient, revokeClient } from '../../../../lambda/management/operations/clients/client-verbs';
import { issueClient, type IssueClientInput } from '../../../../lambda/management/operations/clients/issue-client';
import { revokeAll, suspendAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { sweep } from '../../../../lambda/provisioning/sweep';
import { TIME_TO_RECORD } from '../../../../lambda/provisioning/app-client-sweep';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  operator,
  refusalOf,
  retriable,
  through,
  told,
  world,
} from '../../../support/world';

const SUSPENDED = 'Acc0000002';
const owner = { accountId: ACCOUNT_ID };
const input = (given: Partial<IssueClientInput> = {}): IssueClientInput => ({
  ...owner,
  label: 'Warehouse',
  scopes: ['read:orders'],
  tokenLifetimeMinutes: 60,
  ...given,
});
type Here = ReturnType<typeof world>;
/** The deployment whose table fails at the commit, before or after it is done. */
const failing = (here: Here, when: 'before' | 'after') =>
  through(
    here,
    around(here.table, async (name, go) => {
      if (name !== 'commit') return go();
      if (when === 'after') await go();
      throw new DependencyError('table', 'down');
    }),
  );
const appClients = ({ pool }: Here) => Object.keys(pool.all());
const records = ({ table }: Here) => table.all('client').map(({ clientId }) => clientId);

describe('issuing a client', () => {
  it('makes an app client and its record, shows its secret and tells of it', async () => {
    const { deps, table, pool } = world(account());

    const result = accepted(await issueClient(deps, call(), input({ tokenLifetimeMinutes: 5 })));

    const { clientId } = result.client;
    const { clientSecret } = result as { clientSecret: string };
    expect(pool.authenticate(clientId, clientSecret)).toBe(true);
    expect(pool.settingsOf(clientId)).toEqual({
      name: `orders-accounts.${ACCOUNT_ID}.${NOW}`,
      scopes: ['orders-accounts/read:orders'],
      tokenLifetimeMinutes: 5,
    });
    expect(result).toMatchObject({ secretShown: true, pending: false });
    expect(table.all('client')).toEqual([result.client]);
    expect(table.all('clientOwner')).toEqual([{ kind: 'clientOwner', clientId, accountId: ACCOUNT_ID }]);
    expect(told(table)).toEqual([
      {
        action: 'client.issued',
        target: `client:${clientId}`,
        actor: 'operator:op',
        after: { label: 'Warehouse', scopes: ['read:orders'], tokenLifetimeMinutes: 5, status: 'active' },
      },
    ]);
    expect(JSON.stringify([...table.all('client'), ...table.all('event')])).not.toContain(clientSecret);
  });

  it('gives tokens an hour and scopes by wildcard', async () => {
    const { deps } = world(account());

    const { client } = accepted(await issueClient(deps, call(), input({ scopes: ['write:*', 'read:orders'] })));

    expect(client).toMatchObject({ tokenLifetimeMinutes: 60, scopes: ['read:orders', 'write:orders'] });
  });

  it.each<[string, Partial<IssueClientInput>, string]>([
    ['a scope beyond the grant', { scopes: ['read:stock'] }, 'grant-exceeded'],
    ['an unknown scope', { scopes: ['read:moon'] }, 'invalid-request'],
    ['texts that are too long', { label: 'x'.repeat(4_000) }, 'invalid-request'],
    ['an account that is suspended', { accountId: SUSPENDED }, 'account-suspended'],
    ['an account that is not there', { accountId: 'Acc0000009' }, 'account-not-found'],
  ])('refuses %s before anything is made', async (_, given, code) => {
    const here = world(account(), account({ accountId: SUSPENDED, suspendedAt: NOW }));

    const outcome = await issueClient(here.deps, call(), input(given));

    expect([refusalOf(outcome).code, here.pool.calls, records(here)]).toEqual([code, [], []]);
  });

  it.each([
    ['rate', 'too-many-requests', /5 requests a second/],
    ['clients', 'client-limit-reached', /1,000/],
  ] as const)('names the issuer’s limit when it answers %s, and records nothing', async (no, code, limit) => {
    const here = world(account());
    here.pool.interfere('createClient', no);

    const refusal = refusalOf(await issueClient(here.deps, call(), input()));

    expect([refusal.code, records(here), actions(here.table)]).toEqual([code, [], []]);
    expect(refusal.detail).toMatch(limit);
  });
});

/** The stack's operator in a table that was in use before: a sweep knows that nothing older is missing. */
const inUse = operator({ createdAt: NOW });

describe('a failure between issuer and table', () => {
  it('of the issuer before it made anything leaves nothing', async () => {
    const here = world(account());
    here.pool.interfere('createClient', 'before');

    await expect(issueClient(here.deps, retriable(), input())).rejects.toThrow(DependencyError);

    expect([appClients(here), records(here)]).toEqual([[], []]);
  });

  it.each<[string, (here: Here) => Promise<unknown>]>([
    [
      'the issuer’s answer was lost',
      (here) => {
        here.pool.interfere('createClient', 'after');
        return issueClient(here.deps, retriable(), input());
      },
    ],
    ['the record was not written', (here) => issueClient(failing(here, 'before'), retriable(), input())],
  ])('when %s: a retry issues one client, and a sweep removes what was lost', async (_, firstTry) => {
    const here = world(inUse, account());
    await expect(firstTry(here)).rejects.toThrow(DependencyError);
    const [lost] = appClients(here);

    const { client } = accepted(await issueClient(here.deps, retriable(), input()));

    expect(records(here)).toEqual([client.clientId]);
    expect(appClients(here)).toEqual([lost, client.clientId]);
    here.clock.now += TIME_TO_RECORD - 1;
    expect(await sweep(here.deps)).toEqual({ removed: 0, marked: 0 });
    here.clock.now += 1;
    expect(await sweep(here.deps)).toEqual({ removed: 1, marked: 0 });
    expect(appClients(here)).toEqual([client.clientId]);
  });

  it('when the record’s answer was lost: a retry gives the client without its secret', async () => {
    const here = world(account());
    await expect(issueClient(failing(here, 'after'), retriable(), input())).rejects.toThrow(DependencyError);

    const result = accepted(await issueClient(here.deps, retriable(), input()));

    expect(result).toMatchObject({ secretShown: false, client: { clientId: appClients(here)[0] } });
    expect('clientSecret' in result).toBe(false);
    expect([appClients(here), records(here)]).toEqual([[result.client.clientId], [result.client.clientId]]);
    expect(actions(here.table)).toEqual(['client.issued']);
  });

  it.each([
    ['suspends the account', 'account-suspended', (here: Here) => suspendAccount(here.deps, call(), owner)],
    [
      'shrinks the grant',
      'grant-exceeded',
      (here: Here) => updateAccount(here.deps, call(), { ...owner, patch: { grant: { scopes: [] } } }),
    ],
  ])('when somebody %s: refuses and takes the app client back', async (_, code, meanwhile) => {
    const here = world(account());

    const outcome = await issueClient(
      through(
        here,
        interrupted(here.table, () => meanwhile(here)),
      ),
      call(),
      input(),
    );

    expect([refusalOf(outcome).code, appClients(here), records(here)]).toEqual([code, [], []]);
  });

  it('when revoke-all comes between: the client is made after it and works', async () => {
    const here = world(account(), apiKey());
    const table = interrupted(here.table, () => revokeAll(here.deps, call(), owner));

    const { client, pending } = accepted(await issueClient(through(here, table), call(), input()));

    expect([client.generation, here.table.all('account')[0]?.generation, pending]).toEqual([2, 2, false]);
  });

  it('when a twin with the same Idempotency-Key is first: gives that one and takes its own back', async () => {
    const here = world(account());
    const table = interrupted(here.table, () => issueClient(here.deps, retriable(), input()));

    const result = accepted(await issueClient(through(here, table), retriable(), input()));

    expect(result).toMatchObject({ secretShown: false, client: { clientId: records(here)[0] } });
    expect(appClients(here)).toEqual(records(here));
  });

  it('when taking back fails as well: the answer stays, and trouble is told of', async () => {
    const here = world(account());
    here.pool.interfere('deleteClient', 'before');
    const table = interrupted(here.table, () => suspendAccount(here.deps, call(), owner));

    const outcome = await issueClient(through(here, table), call(), input());

    expect([refusalOf(outcome).code, here.failures]).toEqual(['account-suspended', [expect.any(DependencyError)]]);
  });
});

describe('the same Idempotency-Key again', () => {
  it('for another request is refused, and nothing is made', async () => {
    const here = world(account());
    await issueClient(here.deps, retriable('one'), input());

    const outcome = await issueClient(here.deps, retriable('other'), input());

    expect([refusalOf(outcome).code, appClients(here).length]).toEqual(['idempotency-mismatch', 1]);
  });

  it('for a client that was deleted since issues none', async () => {
    const here = world(account());
    const { client } = accepted(await issueClient(here.deps, retriable(), input()));
    await revokeClient(here.deps, call(), client);
    await deleteClient(here.deps, call(), client);

    const outcome = await issueClient(here.deps, retriable(), input());

    expect([refusalOf(outcome).code, appClients(here)]).toEqual(['client-not-active', []]);
  });
});
