import { sha256 } from '../../../../lambda/domain/hash';
import { parseKey } from '../../../../lambda/domain/key-format';
import { type IssueKeyInput, issueKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { keyStatus } from '../../../../lambda/domain/status';
import { updateAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, apiKey, bytesFrom, DAY, KEY_ID, NOW } from '../../../support/records';
import {
  accepted,
  call,
  interrupted,
  nthKey,
  refusalOf,
  retriable,
  through,
  told,
  world,
} from '../../../support/world';

const input = (given: Partial<IssueKeyInput> = {}): IssueKeyInput => ({
  accountId: ACCOUNT_ID,
  label: 'Nightly import',
  scopes: ['read:orders'],
  ...given,
});
const limited = (maxActiveKeys: number) => account({ grant: { scopes: ['read:orders'], maxActiveKeys } });
const shortLived = account({ grant: { scopes: ['read:orders'], maxKeyLifetimeDays: 30 } });

describe('issuing a key', () => {
  it('gives a presented key of which the record holds the hash alone', async () => {
    const { deps, table } = world(account());

    const result = accepted(await issueKey(deps, call(), input()));

    const shown = result.secretShown ? result.presentedKey : '';
    expect(parseKey(shown)).toMatchObject({ prefix: 'sp', environment: 'live', keyId: result.key.keyId });
    expect(result.key.currentSecret).toEqual({ scheme: 'sha256', hash: sha256(shown), prefix: 'sp', createdAt: NOW });
    expect(table.all('key')).toEqual([result.key]);
    expect(JSON.stringify([table.all('key'), table.all('event')])).not.toContain(shown.slice(-49, -6));
  });

  it('keeps what was asked, with wildcards expanded', async () => {
    const { deps } = world(account({ grant: { scopes: ['read:orders', 'read:stock'] } }));
    const asked = {
      description: 'Runs at night.',
      expiresAt: NOW + DAY,
      notBefore: NOW + 1,
      networks: ['192.0.2.0/24'],
      metadata: { team: 'ops' },
      tags: ['batch'],
    };

    const { key } = accepted(await issueKey(deps, call(), input({ scopes: ['read:*'], ...asked })));

    expect(key).toEqual({
      kind: 'key',
      keyId: expect.stringMatching(/^Acc0000001[0-9A-Za-z]{8}$/),
      accountId: ACCOUNT_ID,
      label: 'Nightly import',
      scopes: ['read:orders', 'read:stock'],
      environment: 'live',
      generation: 1,
      ...asked,
      currentSecret: expect.anything(),
      createdAt: NOW,
      createdBy: 'operator:op',
      version: 1,
    });
  });

  it.each<[string, { grant?: object; deployment?: object; days?: number }]>([
    ['no default and no limit', {}],
    ['the grant’s limit, which counts at every use', { grant: { maxKeyLifetimeDays: 30 } }],
    ['the deployment’s default', { deployment: { defaultDays: 7 }, days: 7 }],
    [
      'the account’s default before the deployment’s',
      { grant: { defaultKeyLifetimeDays: 9 }, deployment: { defaultDays: 7 }, days: 9 },
    ],
    [
      'a default within the grant’s limit',
      { grant: { maxKeyLifetimeDays: 5 }, deployment: { defaultDays: 7 }, days: 5 },
    ],
    [
      'a default within the deployment’s limit',
      { grant: { defaultKeyLifetimeDays: 9 }, deployment: { maxDays: 8 }, days: 8 },
    ],
    ['no default but the deployment’s limit', { deployment: { maxDays: 8 }, days: 8 }],
  ])('without an end gives the key one by %s', async (_, { grant, deployment: keyLifetimes = {}, days }) => {
    const { deps, table } = world(account({ grant: { scopes: ['read:orders'], ...grant } }));

    accepted(await issueKey({ ...deps, keyLifetimes }, call(), input()));

    const end = days === undefined ? undefined : NOW + days * DAY;
    expect([table.all('key')[0]?.expiresAt, table.all('liveKey')[0]?.expiresAt]).toEqual([end, end]);
  });

  it('takes an end that is asked for before any default, up to the deployment’s longest life', async () => {
    const { deps } = world(account({ grant: { scopes: ['read:orders'], defaultKeyLifetimeDays: 3 } }));
    const issue = (expiresAt: number) =>
      issueKey({ ...deps, keyLifetimes: { maxDays: 9 } }, call(), input({ expiresAt }));

    const longest = accepted(await issue(NOW + 9 * DAY));
    const beyond = await issue(NOW + 9 * DAY + 1);

    expect(longest.key.expiresAt).toBe(NOW + 9 * DAY);
    expect(refusalOf(beyond)).toMatchObject({
      code: 'grant-exceeded',
      detail: expect.stringContaining('at most 9 days'),
    });
  });

  it('refuses a start that is not before the end by default', async () => {
    const { deps } = world(account({ grant: { scopes: ['read:orders'], defaultKeyLifetimeDays: 3 } }));

    const outcome = await issueKey(deps, call(), input({ notBefore: NOW + 3 * DAY }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/notBefore' }] });
  });

  it('takes an empty list, which grants nothing', async () => {
    const { deps } = world(account());

    const { key } = accepted(await issueKey(deps, call(), input({ scopes: [] })));

    expect(key.scopes).toEqual([]);
  });

  it('tells of it in one event without secret or hash', async () => {
    const { deps, table } = world(account());

    const { key } = accepted(await issueKey(deps, call(), input({ expiresAt: NOW + DAY })));

    const after = {
      label: 'Nightly import',
      scopes: ['read:orders'],
      status: 'active',
      environment: 'live',
      expiresAt: '2026-11-24T12:00:00.000Z',
      secrets: [{ createdAt: '2026-11-23T12:00:00.000Z' }],
    };
    expect(told(table)).toEqual([{ action: 'key.issued', target: `key:${key.keyId}`, actor: 'operator:op', after }]);
  });

  it('writes the account only where a limit is set, and never the version that callers see', async () => {
    const [free, counted] = [world(account()), world(limited(1))];

    for (const { deps } of [free, counted]) accepted(await issueKey(deps, call(), input()));

    expect(free.table.all('account')).toEqual([account()]);
    expect(counted.table.all('account')).toEqual([{ ...limited(1), keysVersion: 2 }]);
  });

  it('lets a burst of issues without a limit through, each at its first attempt', async () => {
    const here = world(account());
    let open = (): void => undefined;
    const allHaveRead = new Promise<void>((resolve) => (open = resolve));
    let waiting = 0;
    const table = around(here.table, async (name, go) => {
      if (name === 'commit' && (waiting += 1) === 20) open();
      if (name === 'commit') await allHaveRead;
      return go();
    });

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => issueKey(through(here, table), call(), input())),
    );

    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect([waiting, here.pauses, here.table.all('key').length]).toEqual([20, [], 20]);
  });

  it('makes a key that is alive although revoke-all came from a faster clock', async () => {
    const ended = account({ generation: 2, credentialsValidAfter: NOW + 5 });
    const { deps } = world(ended);

    const { key } = accepted(await issueKey(deps, call(), input()));

    expect([key.createdAt, keyStatus(key, ended, NOW)]).toEqual([NOW, 'active']);
  });

  it('names all faults at once: scopes the catalogue does not have and a date in the past', async () => {
    const { deps, table } = world(account());

    const outcome = await issueKey(deps, call(), input({ scopes: ['a:b', 'read:orders', 'c:*'], expiresAt: NOW }));

    expect(refusalOf(outcome)).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/scopes/0' }, { pointer: '/scopes/2' }, { pointer: '/expiresAt' }],
    });
    expect(table.all('key')).toEqual([]);
  });

  it.each([
    [NOW + DAY - 1, true],
    [NOW + DAY, false],
  ])('takes notBefore only before expiresAt: %d', async (notBefore, taken) => {
    const { deps } = world(account());

    const outcome = await issueKey(deps, call(), input({ expiresAt: NOW + DAY, notBefore }));

    expect(outcome.ok).toBe(taken);
  });

  it('refuses scopes beyond the grant and names them', async () => {
    const { deps } = world(account({ grant: { scopes: ['read:orders'] } }));

    const outcome = await issueKey(deps, call(), input({ scopes: ['read:*'] }));

    expect(refusalOf(outcome)).toMatchObject({ code: 'grant-exceeded', detail: expect.stringContaining('read:stock') });
  });

  it.each([
    [NOW + 30 * DAY, true],
    [NOW + 30 * DAY + 1, false],
  ])('takes expiresAt only within the longest life of the grant: %d', async (expiresAt, taken) => {
    const { deps } = world(shortLived);

    const outcome = await issueKey(deps, call(), input({ expiresAt }));

    expect(outcome.ok ? 'taken' : outcome.refusal.code).toBe(taken ? 'taken' : 'grant-exceeded');
  });

  it('counts what is neither revoked nor expired against the limit', async () => {
    const dead = [
      nthKey(1, { revokedAt: NOW }),
      nthKey(2, { expiresAt: NOW }),
      nthKey(3, { expiresAt: NOW, suspendedAt: NOW }),
    ];
    const { deps } = world(limited(2), nthKey(4, { suspendedAt: NOW }), ...dead);

    const second = await issueKey(deps, call(), input());
    const third = await issueKey(deps, call(), input());

    expect([second.ok, refusalOf(third).code]).toEqual([true, 'key-limit-reached']);
  });

  it('counts past the first page of keys', async () => {
    const { deps } = world(limited(1_005), ...Array.from({ length: 1_005 }, (_, n) => nthKey(n)));

    const outcome = await issueKey(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('key-limit-reached');
  });

  it('refuses a suspended account', async () => {
    const { deps } = world(account({ suspendedAt: NOW }));

    const outcome = await issueKey(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-suspended');
  });

  it('refuses what the grant ceases to hold between read and write', async () => {
    const here = world(account());
    const shrink = () => updateAccount(here.deps, call(), { accountId: ACCOUNT_ID, patch: { grant: { scopes: [] } } });

    const outcome = await issueKey(through(here, interrupted(here.table, shrink)), call(), input());

    expect(refusalOf(outcome).code).toBe('grant-exceeded');
    expect(here.table.all('key')).toEqual([]);
  });

  it('answers a retry with the key of the first try and without its secret', async () => {
    const { deps, table } = world(limited(1));
    const first = accepted(await issueKey(deps, retriable(), input()));

    const again = accepted(await issueKey(deps, retriable(), input()));

    expect([again.key, again.secretShown]).toEqual([first.key, false]);
    expect(again).not.toHaveProperty('presentedKey');
    expect([table.all('key'), table.all('event')].map((found) => found.length)).toEqual([1, 1]);
  });

  it('refuses the Idempotency-Key of another request', async () => {
    const { deps } = world(account());
    accepted(await issueKey(deps, retriable('one'), input()));

    const outcome = await issueKey(deps, retriable('other'), input());

    expect(refusalOf(outcome).code).toBe('idempotency-mismatch');
  });

  it('says so when the key of the first try is gone', async () => {
    const { deps, table } = world(account());
    const { key } = accepted(await issueKey(deps, retriable(), input()));
    await table.commit([{ type: 'delete', ref: { kind: 'key', keyId: key.keyId }, when: {} }]);

    const outcome = await issueKey(deps, retriable(), input());

    expect(refusalOf(outcome).code).toBe('key-not-found');
  });

  it('never overwrites a key, should chance give its id again', async () => {
    const here = world(account(), apiKey());
    const other = bytesFrom('other');
    const random = (length: number) => (length === 8 ? Buffer.from([20, 40, 60, 0, 0, 0, 0, 1]) : other(length));

    const outcome = issueKey({ ...here.deps, random }, call(), input());

    await expect(outcome).rejects.toMatchObject({ name: 'DependencyError' });
    expect(here.table.all('key')).toEqual([apiKey({ keyId: KEY_ID })]);
  });

  it('finds no account that does not exist', async () => {
    const { deps } = world();

    const outcome = await issueKey(deps, call(), input());

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });
});
