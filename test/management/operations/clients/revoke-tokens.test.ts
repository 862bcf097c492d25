import { revokeTokens, updateClient } from '../../../../lambda/management/operations/clients/client-verbs';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };

describe('revoking a client’s tokens', () => {
  it.each([
    [NOW, NOW + 1_000],
    [NOW + 1, NOW + 1_000],
    [NOW + 999, NOW + 1_000],
    [NOW + 1_000, NOW + 2_000],
  ])('at %i ends those issued before the next whole second, %i', async (now, end) => {
    const { deps, table, clock } = world(account(), client());
    clock.now = now;

    const result = accepted(await revokeTokens(deps, call(), target));

    expect(result).toEqual({
      client: client({ tokensValidAfter: end, version: 2 }),
      account: account(),
      pending: false,
    });
    expect(table.all('client')).toEqual([result.client]);
  });

  it('tells until when, before and after', async () => {
    const { deps, table } = world(account(), client({ tokensValidAfter: NOW }));

    accepted(await revokeTokens(deps, call(), target));

    expect(told(table)).toEqual([
      {
        action: 'client.tokens-revoked',
        target: `client:${CLIENT_ID}`,
        actor: 'operator:op',
        before: { tokensValidAfter: '2026-11-23T12:00:00.000Z' },
        after: { tokensValidAfter: '2026-11-23T12:00:01.000Z' },
      },
    ]);
  });

  it.each([NOW + 1_000, NOW + 60_000])('never moves back and tells nothing twice: %i stays', async (end) => {
    const { deps, table } = world(account(), client({ tokensValidAfter: end }));

    const result = accepted(await revokeTokens(deps, call(), target));

    expect([result.client.tokensValidAfter, table.all('event')]).toEqual([end, []]);
  });

  it('moves on with every second', async () => {
    const { deps, table, clock } = world(account(), client());

    accepted(await revokeTokens(deps, call(), target));
    clock.now += 1_000;
    accepted(await revokeTokens(deps, call(), target));

    expect(table.all('client')).toMatchObject([{ tokensValidAfter: NOW + 2_000, version: 3 }]);
    expect(actions(table)).toHaveLength(2);
  });

  it('acts on a suspended client too, which stays suspended', async () => {
    const { deps } = world(account(), client({ suspendedAt: NOW - 1 }));

    const result = accepted(await revokeTokens(deps, call(), target));

    expect(result.client).toMatchObject({ suspendedAt: NOW - 1, tokensValidAfter: NOW + 1_000 });
  });

  it('is held up by no update at this very moment', async () => {
    const here = world(account(), client());
    const update = () => updateClient(here.deps, call(), { ...target, patch: { label: 'B' } });

    accepted(await revokeTokens(through(here, interrupted(here.table, update)), call(), target));

    expect(here.pauses).toEqual([]);
    expect(here.table.all('client')).toMatchObject([{ label: 'B', tokensValidAfter: NOW + 1_000, version: 3 }]);
  });
});
