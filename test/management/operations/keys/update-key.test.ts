import { suspendKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { updateKey, type UpdateKeyInput } from '../../../../lambda/management/operations/keys/update-key';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { ACCOUNT_ID, account, apiKey, DAY, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, interrupted, refusalOf, through, told, world } from '../../../support/world';

const FULL = apiKey({
  description: 'Runs at night.',
  expiresAt: NOW + DAY,
  notBefore: NOW - DAY,
  networks: ['192.0.2.0/24'],
  metadata: { team: 'ops' },
  tags: ['batch'],
});
const input = (patch: UpdateKeyInput['patch'], ifMatch?: number) => ({
  accountId: ACCOUNT_ID,
  keyId: KEY_ID,
  patch,
  ifMatch,
});

describe('updating a key', () => {
  it('changes what is named and leaves the rest', async () => {
    const { deps, table } = world(account(), FULL);
    const patch = { label: 'Hourly', scopes: ['write:*'], description: 'Runs every hour.', tags: [], metadata: {} };

    const result = accepted(await updateKey(deps, call(), input(patch)));

    expect(result.key).toEqual({ ...FULL, ...patch, scopes: ['write:orders'], version: 2 });
    expect(table.all('key')).toEqual([result.key]);
  });

  it('moves it in the live index with its end, and not otherwise', async () => {
    const { deps, table } = world(account(), FULL);
    const [entry] = table.all('liveKey');

    for (const patch of [{ label: 'B' }, { expiresAt: NOW + 2 * DAY }, { expiresAt: null }]) {
      accepted(await updateKey(deps, call(), input(patch)));
      const { expiresAt } = patch;
      if (expiresAt === undefined) expect(table.all('liveKey')).toEqual([entry]);
      else expect(table.all('liveKey')).toEqual([{ ...entry, ...{ expiresAt: expiresAt ?? undefined } }]);
    }
  });

  it('removes what is null', async () => {
    const { deps, table } = world(account(), FULL);
    const none = { description: null, expiresAt: null, notBefore: null, networks: null, metadata: null, tags: null };

    accepted(await updateKey(deps, call(), input(none)));

    expect(table.all('key')).toEqual([apiKey({ version: 2 })]);
  });

  it('tells the changed members only, before and after', async () => {
    const { deps, table } = world(account(), FULL);

    accepted(await updateKey(deps, call(), input({ label: 'Hourly', tags: null })));

    const [before, after] = [{ label: FULL.label, tags: ['batch'] }, { label: 'Hourly' }];
    const target = `key:${KEY_ID}`;
    expect(told(table)).toEqual([{ action: 'key.updated', target, actor: 'operator:op', before, after }]);
  });

  it.each<UpdateKeyInput['patch']>([
    {},
    { label: FULL.label },
    { scopes: ['read:orders'], expiresAt: FULL.expiresAt, tags: ['batch'] },
  ])('writes nothing when nothing changes: %j', async (patch) => {
    const { deps, table } = world(account(), FULL);

    const result = accepted(await updateKey(deps, call(), input(patch)));

    expect([result.key, table.all('key'), table.all('event')]).toEqual([FULL, [FULL], []]);
  });

  it('takes a patch written against the present version and refuses one against another', async () => {
    const { deps } = world(account(), FULL);

    const fresh = await updateKey(deps, call(), input({ label: 'B' }, 1));
    const stale = await updateKey(deps, call(), input({ label: 'C' }, 1));

    expect([fresh.ok, refusalOf(stale).code]).toEqual([true, 'version-conflict']);
  });

  it('refuses scopes beyond the grant, also when they are sent again unchanged', async () => {
    const { deps } = world(account({ grant: { scopes: ['write:orders'] } }), FULL);

    const outcome = await updateKey(deps, call(), input({ scopes: ['read:orders'] }));

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
  });

  it('lets everything else be changed while the grant lacks a scope of the key', async () => {
    const { deps } = world(account({ grant: { scopes: [] } }), FULL);

    const outcome = await updateKey(deps, call(), input({ label: 'B' }));

    expect(outcome.ok).toBe(true);
  });

  it('refuses what the grant ceases to hold between read and write', async () => {
    const here = world(account(), FULL);
    const shrink = () =>
      updateAccount(here.deps, call(), { accountId: ACCOUNT_ID, patch: { grant: { scopes: ['read:orders'] } } });

    const outcome = await updateKey(
      through(here, interrupted(here.table, shrink)),
      call(),
      input({ scopes: ['write:orders'] }),
    );

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
    expect(here.table.all('key')).toEqual([FULL]);
  });

  it('keeps another one’s change when both meet', async () => {
    const here = world(account(), FULL);
    const suspend = () => suspendKey(here.deps, call(), { accountId: ACCOUNT_ID, keyId: KEY_ID });

    accepted(await updateKey(through(here, interrupted(here.table, suspend)), call(), input({ label: 'B' })));

    expect(here.table.all('key')).toEqual([{ ...FULL, label: 'B', suspendedAt: NOW, version: 3 }]);
  });

  it('refuses an end beyond the longest life of the grant, but not one that was there before', async () => {
    const grant = { scopes: [], maxKeyLifetimeDays: 10 };
    const { deps } = world(account({ grant }), apiKey({ expiresAt: NOW + 5 * DAY }));

    const later = await updateKey(deps, call(), input({ expiresAt: NOW + 4 * DAY }));
    const asBefore = await updateKey(deps, call(), input({ label: 'B', expiresAt: NOW + 5 * DAY }));

    expect([refusalOf(later).code, asBefore.ok]).toEqual(['grant-exceeded', true]);
  });

  describe('where the deployment has a longest life', () => {
    const keyLifetimes = { maxDays: 10 };

    it.each<[string, { before?: number; expiresAt: number | null; isTaken: boolean }]>([
      ['as late as it allows', { expiresAt: NOW + DAY, isTaken: true }],
      ['later than that', { before: NOW + DAY - 1, expiresAt: NOW + DAY + 1, isTaken: false }],
      ['away', { before: NOW + DAY, expiresAt: null, isTaken: false }],
      ['earlier, of a key from before the limit', { before: NOW + 90 * DAY, expiresAt: NOW + 89 * DAY, isTaken: true }],
      ['in, to a key from before the limit', { expiresAt: NOW + 89 * DAY, isTaken: true }],
      ['later, of a key from before the limit', { before: NOW + 90 * DAY, expiresAt: NOW + 91 * DAY, isTaken: false }],
    ])('moves an end %s: %j', async (_, { before, expiresAt, isTaken }) => {
      const { deps, table } = world(account(), apiKey({ ...(before && { expiresAt: before }) }));

      const outcome = await updateKey({ ...deps, keyLifetimes }, call(), input({ expiresAt }));

      expect(outcome.ok ? 'taken' : outcome.refusal.code).toBe(isTaken ? 'taken' : 'grant-exceeded');
      expect(table.all('key')[0]?.expiresAt).toBe(isTaken ? expiresAt : before);
    });

    it('changes anything else of a key from before the limit, and leaves its end', async () => {
      const { deps } = world(account(), apiKey({ createdAt: NOW - 90 * DAY }));

      const { key } = accepted(await updateKey({ ...deps, keyLifetimes }, call(), input({ label: 'B' })));

      expect([key.label, key.expiresAt]).toEqual(['B', undefined]);
    });
  });

  it.each<[UpdateKeyInput['patch'], string]>([
    [{ expiresAt: NOW }, '/expiresAt'],
    [{ notBefore: NOW + DAY }, '/notBefore'],
    [{ scopes: ['read:x'] }, '/scopes/0'],
  ])('refuses %j at %s', async (patch, pointer) => {
    const { deps } = world(account(), FULL);

    const outcome = await updateKey(deps, call(), input(patch));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] });
  });

  it('updates a suspended key, which stays suspended', async () => {
    const { deps } = world(account(), apiKey({ suspendedAt: NOW - 1 }));

    const result = accepted(await updateKey(deps, call(), input({ label: 'B' })));

    expect(result.key).toMatchObject({ label: 'B', suspendedAt: NOW - 1 });
  });

  it('revives no expired key by a later end', async () => {
    const { deps, table } = world(account(), apiKey({ expiresAt: NOW }));

    const outcome = await updateKey(deps, call(), input({ expiresAt: NOW + DAY }));

    expect(refusalOf(outcome).code).toBe('key-not-active');
    expect(table.all('key')).toEqual([apiKey({ expiresAt: NOW })]);
  });
});
