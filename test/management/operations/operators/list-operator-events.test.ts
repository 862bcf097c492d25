import { createAccount } from '../../../../lambda/management/operations/accounts/account-changes';
import { issueOperator, revokeOperator } from '../../../../lambda/management/operations/operators/operator-changes';
import { listEvents, listOperatorEvents } from '../../../../lambda/management/operations/list-events';
import { OPERATORS_TRAIL } from '../../../../lambda/domain/model';
import { callOf } from '../../../support/operators';
import { NOW } from '../../../support/records';
import { accepted, call, refusalOf, world } from '../../../support/world';

/** An operator was issued and revoked, an account made in between. */
async function history() {
  const here = world();
  const asked = { label: 'Deploys', scopes: ['read:keys'], tokenLifetimeMinutes: 60 };
  const { operator } = accepted(await issueOperator(here.deps, call(), asked));
  here.clock.now += 1;
  accepted(await createAccount(here.deps, call(), { name: 'A' }));
  here.clock.now += 1;
  accepted(await revokeOperator(here.deps, call(), { operatorId: operator.clientId }));
  return here;
}

describe('listing what was done to operators', () => {
  it('gives the newest first, page by page, and nothing of accounts', async () => {
    const { deps } = await history();

    const first = accepted(await listOperatorEvents(deps, call(), { limit: 1 }));
    const second = accepted(await listOperatorEvents(deps, call(), { limit: 1, after: first.next }));

    expect([first, second].map(({ events }) => events.map(({ action }) => action))).toEqual([
      ['operator.revoked'],
      ['operator.issued'],
    ]);
    expect(second.next).toBeUndefined();
  });

  it.each([
    [{ action: 'operator.issued' as const }, ['operator.issued']],
    [{ since: NOW + 1 }, ['operator.revoked']],
    [{ since: NOW + 3 }, []],
  ])('keeps those that %j asks for', async (filter, expected) => {
    const { deps } = await history();

    const { events } = accepted(await listOperatorEvents(deps, call(), { limit: 50, ...filter }));

    expect(events.map(({ action }) => action)).toEqual(expected);
  });

  it('is empty where nothing was done', async () => {
    const { deps } = world();

    expect(accepted(await listOperatorEvents(deps, call(), { limit: 50 }))).toEqual({ events: [] });
  });

  it('needs write:operators: who reads accounts’ events does not read these', async () => {
    const { deps } = await history();
    const reader = callOf('op', ['read:events']);

    const outcome = await listOperatorEvents(deps, reader, { limit: 50 });
    const detour = await listEvents(
      deps,
      { ...reader, requires: ['read:events'] },
      { accountId: OPERATORS_TRAIL, limit: 50 },
    );

    expect([outcome, detour].map((refused) => refusalOf(refused).code)).toEqual([
      'insufficient-scope',
      'account-not-found',
    ]);
  });
});
