import { issueKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { resumeKey } from '../../../../lambda/management/operations/keys/key-verbs';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, call, interrupted, nthKey, refusalOf, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };
const SUSPENDED = apiKey({ suspendedAt: NOW - 1 });
const limited = (maxActiveKeys: number) => account({ grant: { scopes: ['read:orders'], maxActiveKeys } });

describe('resuming a key', () => {
  it('lets it work again, tells of it and writes no account', async () => {
    const { deps, table } = world(account(), SUSPENDED);

    const result = accepted(await resumeKey(deps, call(), target));

    expect(result.key).toEqual({ ...apiKey({ version: 2, resumedAt: NOW }), suspendedAt: undefined });
    expect(table.all('key')).toEqual([apiKey({ version: 2, resumedAt: NOW })]);
    expect(table.all('account')).toEqual([account()]);
    expect(told(table)).toMatchObject([
      { action: 'key.resumed', before: { status: 'suspended' }, after: { status: 'active' } },
    ]);
  });

  it('changes and tells nothing when it is not suspended', async () => {
    const { deps, table } = world(account(), apiKey());

    const result = accepted(await resumeKey(deps, call(), target));

    expect([result.key, table.all('account'), table.all('event')]).toEqual([apiKey(), [account()], []]);
  });

  it('keeps the place that a suspended key has, and no more than the limit', async () => {
    const { deps } = world(limited(2), SUSPENDED, nthKey(1), nthKey(2, { revokedAt: NOW }));

    const within = await resumeKey(deps, call(), target);

    expect(within.ok).toBe(true);
  });

  it('refuses it when the limit was lowered meanwhile', async () => {
    const { deps, table } = world(limited(1), SUSPENDED, nthKey(1));

    const outcome = await resumeKey(deps, call(), target);

    expect(refusalOf(outcome).code).toBe('key-limit-reached');
    expect(table.all('key')[0]).toEqual(nthKey(1));
  });

  it('leaves its place to no key that comes at this very moment', async () => {
    const here = world(limited(1), SUSPENDED);
    const issue = () => issueKey(here.deps, call(), { accountId: ACCOUNT_ID, label: 'New', scopes: [] });

    accepted(await resumeKey(through(here, interrupted(here.table, issue)), call(), target));

    expect(here.table.all('key')).toEqual([apiKey({ version: 2, resumedAt: NOW })]);
  });
});
