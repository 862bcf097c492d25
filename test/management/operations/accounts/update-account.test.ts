import { type AccountPatch, updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { isDead } from '../../../../lambda/domain/status';
import { ACCOUNT_ID, account, apiKey, DAY, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, refusalOf, through, told, world } from '../../../support/world';

const FULL = account({
  externalId: 'crm-42',
  metadata: { tier: 'gold', since: 2020 },
  grant: { scopes: ['read:orders'], maxActiveKeys: 3, maxKeyLifetimeDays: 90, networks: ['192.0.2.0/24'] },
});
const OWNER = { kind: 'externalId', externalId: 'crm-42', accountId: ACCOUNT_ID } as const;
const input = (patch: AccountPatch, ifMatch?: number) => ({ accountId: ACCOUNT_ID, patch, ifMatch });

describe('updating an account', () => {
  it('changes what is named and leaves the rest', async () => {
    const { deps, table } = world(FULL, OWNER);

    const result = accepted(await updateAccount(deps, call(), input({ name: 'New name' })));

    expect(result.account).toEqual({ ...FULL, name: 'New name', version: 2 });
    expect(table.all('account')).toEqual([result.account]);
  });

  it('removes what is null', async () => {
    const { deps, table } = world(FULL, OWNER);
    const grant = { maxActiveKeys: null, maxKeyLifetimeDays: null, networks: null };

    accepted(await updateAccount(deps, call(), input({ externalId: null, metadata: null, grant })));

    const { externalId, metadata, ...rest } = FULL;
    const lapse = { lapsedUpTo: NOW - 90 * DAY + 3_000 };
    const after = { ...rest, ...lapse, grant: { scopes: ['read:orders'] }, version: 2, grantVersion: 2 };
    expect([externalId, metadata]).not.toContain(undefined);
    expect(table.all('account')).toEqual([after]);
    expect(table.all('externalId')).toEqual([]);
  });

  it('merges the grant one level deep and replaces lists and metadata whole', async () => {
    const { deps, table } = world(FULL, OWNER);
    const patch = { metadata: { tier: 'silver' }, grant: { scopes: ['write:*'], networks: ['198.51.100.0/24'] } };

    accepted(await updateAccount(deps, call(), input(patch)));

    const grant = { scopes: ['write:orders'], maxActiveKeys: 3, maxKeyLifetimeDays: 90, networks: ['198.51.100.0/24'] };
    expect(table.all('account')).toEqual([
      { ...FULL, metadata: { tier: 'silver' }, grant, version: 2, grantVersion: 2 },
    ]);
  });

  it.each([91, null])('revives no key that had reached the old longest life: %p days', async (maxKeyLifetimeDays) => {
    const { deps } = world(FULL, OWNER);
    const expired = apiKey({ createdAt: NOW - 90 * DAY });
    const alive = apiKey({ createdAt: NOW - 90 * DAY + 3_001 });

    const grown = accepted(await updateAccount(deps, call(), input({ grant: { maxKeyLifetimeDays } }))).account;

    expect([expired, alive].map((key) => isDead(key, FULL, NOW))).toEqual([true, false]);
    expect([expired, alive].map((key) => isDead(key, grown, NOW))).toEqual([true, false]);
  });

  it('moves grantVersion with the grant only', async () => {
    const { deps } = world(FULL, OWNER);

    const named = accepted(await updateAccount(deps, call(), input({ name: 'B' })));
    const granted = accepted(await updateAccount(deps, call(), input({ grant: { maxActiveKeys: 2 } })));

    expect([named.account.grantVersion, granted.account.grantVersion]).toEqual([1, 2]);
  });

  it('tells the changed members only, before and after', async () => {
    const { deps, table } = world(FULL, OWNER);

    accepted(await updateAccount(deps, call(), input({ name: 'B', metadata: null })));

    expect(told(table)).toMatchObject([
      {
        action: 'account.updated',
        before: { name: 'Example Ltd', metadata: { tier: 'gold', since: 2020 } },
        after: { name: 'B' },
      },
    ]);
    expect(Object.keys(told(table)[0]?.after ?? {})).toEqual(['name']);
  });

  it.each<AccountPatch>([
    {},
    { name: FULL.name },
    {
      externalId: 'crm-42',
      metadata: { since: 2020, tier: 'gold' },
      grant: { scopes: ['read:orders'], maxActiveKeys: 3 },
    },
  ])('writes nothing when nothing changes: %j', async (patch) => {
    const { deps, table } = world(FULL, OWNER);

    const result = accepted(await updateAccount(deps, call(), input(patch)));

    expect(result.account).toEqual(FULL);
    expect(table.all('account')).toEqual([FULL]);
    expect(actions(table)).toEqual([]);
  });

  it('takes a patch written against the present version and refuses one against another', async () => {
    const { deps } = world(FULL, OWNER);

    const fresh = await updateAccount(deps, call(), input({ name: 'B' }, 1));
    const stale = await updateAccount(deps, call(), input({ name: 'C' }, 1));

    expect(accepted(fresh).account.name).toBe('B');
    expect(refusalOf(stale).code).toBe('version-conflict');
  });

  it('refuses a patch whose version is overtaken between read and write', async () => {
    const here = world(FULL, OWNER);
    const table = interrupted(here.table, () => updateAccount(here.deps, call(), input({ name: 'First' })));

    const outcome = await updateAccount(through(here, table), call(), input({ name: 'Second' }, 1));

    expect(refusalOf(outcome).code).toBe('version-conflict');
    expect(here.table.all('account')[0]?.name).toBe('First');
  });

  it('keeps another one’s change when both meet', async () => {
    const here = world(FULL, OWNER);
    const table = interrupted(here.table, () => updateAccount(here.deps, call(), input({ metadata: null })));

    accepted(await updateAccount(through(here, table), call(), input({ name: 'B' })));

    expect(here.table.all('account')).toEqual([{ ...FULL, name: 'B', metadata: undefined, version: 3 }]);
  });

  it('moves the externalId, so that the old one is free and the new one taken', async () => {
    const { deps, table } = world(FULL, OWNER);

    accepted(await updateAccount(deps, call(), input({ externalId: 'crm-43' })));

    expect(table.all('externalId')).toEqual([{ ...OWNER, externalId: 'crm-43' }]);
    expect(table.all('account')[0]?.externalId).toBe('crm-43');
  });

  it('gives an externalId to an account that had none', async () => {
    const { deps, table } = world(account());

    accepted(await updateAccount(deps, call(), input({ externalId: 'crm-42' })));

    expect(table.all('externalId')).toEqual([OWNER]);
  });

  it('refuses an externalId of another account', async () => {
    const { deps, table } = world(account(), { ...OWNER, accountId: 'Acc0000002' });

    const outcome = await updateAccount(deps, call(), input({ externalId: 'crm-42' }));

    expect(refusalOf(outcome).code).toBe('external-id-taken');
    expect(table.all('account')).toEqual([account()]);
  });

  it('names every scope of the grant that the catalogue does not have', async () => {
    const { deps } = world(account());

    const outcome = await updateAccount(deps, call(), input({ grant: { scopes: ['read:x'] } }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/grant/scopes/0' }] });
  });

  it('sets inactivityDays only where usage is counted, and removes them anywhere', async () => {
    const { deps, table } = world(account());
    const asked = input({ grant: { inactivityDays: 90 } });

    const refused = refusalOf(await updateAccount(deps, call(), asked));
    const unchanged = table.all('account');
    accepted(await updateAccount({ ...deps, countsUsage: true }, call(), asked));
    const counted = table.all('account')[0]?.grant;
    accepted(await updateAccount(deps, call(), input({ grant: { inactivityDays: null } })));

    expect(refused.errors).toMatchObject([{ pointer: '/grant/inactivityDays' }]);
    expect(unchanged).toEqual([account()]);
    expect([counted, table.all('account')[0]?.grant]).toEqual([
      { ...account().grant, inactivityDays: 90 },
      account().grant,
    ]);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await updateAccount(deps, call(), input({ name: 'B' }));

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});
