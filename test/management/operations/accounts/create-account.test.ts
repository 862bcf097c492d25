import { createAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { ACCOUNT_ID, account, DAY, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  refusalOf,
  retriable,
  through,
  told,
  world,
} from '../../../support/world';

describe('creating an account', () => {
  it('keeps what was asked, with the wildcards of its grant expanded', async () => {
    const { deps, table } = world();
    const grant = { scopes: ['read:*'], maxActiveKeys: 3, maxKeyLifetimeDays: 90, networks: ['192.0.2.0/24'] };

    const input = { name: 'Example Ltd', externalId: 'crm-42', grant, metadata: { tier: 'gold' } };
    const result = accepted(await createAccount(deps, call(), input));

    expect(result).toEqual({
      created: true,
      account: {
        kind: 'account',
        accountId: expect.stringMatching(/^[0-9A-Za-z]{10}$/),
        ...input,
        grant: { ...grant, scopes: ['read:orders', 'read:stock'] },
        createdAt: NOW,
        createdBy: 'operator:op',
        version: 1,
        grantVersion: 1,
        generation: 1,
        keysVersion: 1,
      },
    });
    expect(table.all('account')).toEqual([result.account]);
    expect(table.all('externalId')).toMatchObject([{ externalId: 'crm-42', accountId: result.account.accountId }]);
  });

  it('grants nothing unless asked', async () => {
    const { deps } = world();

    const result = accepted(await createAccount(deps, call(), { name: 'Example Ltd' }));

    expect(result.account.grant).toEqual({ scopes: [] });
  });

  it('tells of it in one event', async () => {
    const { deps, table } = world();

    const { account: made } = accepted(await createAccount(deps, call(), { name: 'Example Ltd' }));

    const after = { name: 'Example Ltd', status: 'active', grant: { scopes: [] } };
    const target = `account:${made.accountId}`;
    expect(told(table)).toEqual([{ action: 'account.created', target, actor: 'operator:op', after }]);
  });

  it('names every scope of the grant that the catalogue does not have', async () => {
    const { deps, table } = world();

    const outcome = await createAccount(deps, call(), {
      name: 'A',
      grant: { scopes: ['read:x', 'read:orders', 'y:*'] },
    });

    expect(refusalOf(outcome)).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/grant/scopes/0' }, { pointer: '/grant/scopes/2' }],
    });
    expect(table.all('account')).toEqual([]);
  });

  it('refuses an externalId that another account has', async () => {
    const { deps } = world({ kind: 'externalId', externalId: 'crm-42', accountId: ACCOUNT_ID });

    const outcome = await createAccount(deps, call(), { name: 'A', externalId: 'crm-42' });

    expect(refusalOf(outcome).code).toBe('external-id-taken');
  });

  it('refuses an externalId that another account gets at this very moment', async () => {
    const here = world();
    const input = { name: 'A', externalId: 'crm-42' };
    const table = interrupted(here.table, () => createAccount(here.deps, call(), input));

    const outcome = await createAccount(through(here, table), call(), input);

    expect(refusalOf(outcome).code).toBe('external-id-taken');
    expect(here.table.all('account')).toHaveLength(1);
  });

  it('answers a retry with the account of the first try', async () => {
    const { deps, table } = world();
    const first = accepted(await createAccount(deps, retriable(), { name: 'A' }));

    const again = accepted(await createAccount(deps, retriable(), { name: 'A' }));

    expect(again).toEqual({ account: first.account, created: false });
    expect(actions(table)).toEqual(['account.created']);
  });

  it('refuses the Idempotency-Key of another request', async () => {
    const { deps } = world();
    accepted(await createAccount(deps, retriable('one'), { name: 'A' }));

    const outcome = await createAccount(deps, retriable('other'), { name: 'B' });

    expect(refusalOf(outcome).code).toBe('idempotency-mismatch');
  });

  it('forgets an Idempotency-Key after 24 hours, not a millisecond sooner', async () => {
    const { deps, clock } = world();
    accepted(await createAccount(deps, retriable(), { name: 'A' }));

    clock.now = NOW + DAY - 1;
    const sooner = accepted(await createAccount(deps, retriable(), { name: 'A' }));
    clock.now = NOW + DAY;
    const later = accepted(await createAccount(deps, retriable(), { name: 'A' }));

    expect([sooner.created, later.created]).toEqual([false, true]);
  });

  it('says so when the account of the first try is gone', async () => {
    const { deps, table } = world();
    const { account: made } = accepted(await createAccount(deps, retriable(), { name: 'A' }));
    const { accountId } = made;
    await table.commit([{ type: 'delete', ref: { kind: 'account', accountId }, when: {} }]);

    const outcome = await createAccount(deps, retriable(), { name: 'A' });

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });

  it('needs write:accounts', async () => {
    const { deps, table } = world(account());
    const actor = { type: 'operator', clientId: 'op', scopes: ['write:keys', 'read:accounts'] } as const;

    const outcome = await createAccount(deps, call({ actor, requires: ['write:accounts'] }), { name: 'A' });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
    expect(table.all('account')).toHaveLength(1);
  });

  it('gets inactivityDays only where usage is counted', async () => {
    const { deps, table } = world();
    const asked = { name: 'Acme', grant: { inactivityDays: 90 } };

    const refused = refusalOf(await createAccount(deps, call(), asked));
    const none = table.all('account');
    const { account: made } = accepted(await createAccount({ ...deps, countsUsage: true }, call(), asked));

    expect(refused.errors).toEqual([
      {
        pointer: '/grant/inactivityDays',
        detail: 'This deployment does not count usage, so it cannot tell which keys are not used.',
      },
    ]);
    expect(none).toEqual([]);
    expect(made.grant.inactivityDays).toBe(90);
  });
});
