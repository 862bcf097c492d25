import { base62Number } from '../../../lambda/domain/key-format';
import type { AuditEvent } from '../../../lambda/domain/model';
import type { EventType } from '../../../lambda/domain/vocabulary';
import { createAccount } from '../../../lambda/management/operations/accounts/account-changes';
import { deleteAccount } from '../../../lambda/management/operations/accounts/account-verbs';
import { listEvents } from '../../../lambda/management/operations/list-events';
import { ACCOUNT_ID, account, NOW } from '../../support/records';
import { accepted, call, refusalOf, world } from '../../support/world';

const happened = (at: number, action: EventType = 'key.issued'): AuditEvent => ({
  kind: 'event',
  eventId: `${base62Number(at, 10)}0000000000`,
  accountId: ACCOUNT_ID,
  at,
  action,
  actor: 'operator:op',
  sourceIp: '203.0.113.7',
  requestId: 'request',
  target: `account:${ACCOUNT_ID}`,
});
const EVENTS = [happened(NOW - 3, 'account.created'), happened(NOW - 2), happened(NOW - 1, 'key.revoked')];
const input = { accountId: ACCOUNT_ID, limit: 50 };

describe('listing events', () => {
  it('gives the newest first, page by page', async () => {
    const { deps } = world(account(), ...EVENTS);

    const first = accepted(await listEvents(deps, call(), { ...input, limit: 2 }));
    const second = accepted(await listEvents(deps, call(), { ...input, limit: 2, after: first.next }));

    expect(first).toEqual({ events: [EVENTS[2], EVENTS[1]], next: EVENTS[1]?.eventId });
    expect(second).toEqual({ events: [EVENTS[0]] });
  });

  it.each([
    [{ action: 'key.issued' as const }, [EVENTS[1]]],
    [{ since: NOW - 2 }, [EVENTS[2], EVENTS[1]]],
    [{ since: NOW - 2, action: 'key.revoked' as const }, [EVENTS[2]]],
    [{ since: NOW }, []],
  ])('keeps those that %j asks for', async (filter, events) => {
    const { deps } = world(account(), ...EVENTS);

    const result = accepted(await listEvents(deps, call(), { ...input, ...filter }));

    expect(result).toEqual({ events });
  });

  it('still tells of an account that was deleted', async () => {
    const { deps } = world();
    const { account: made } = accepted(await createAccount(deps, call(), { name: 'A' }));
    accepted(await deleteAccount(deps, call(), made));

    const result = accepted(await listEvents(deps, call(), { accountId: made.accountId, limit: 50 }));

    expect(result.events.map(({ action }) => action).sort()).toEqual(['account.created', 'account.deleted']);
  });

  it.each(['Acc0000009', 'no id'])('finds no account that never was: %j', async (accountId) => {
    const { deps } = world(account(), ...EVENTS);

    const outcome = await listEvents(deps, call(), { ...input, accountId });

    expect(refusalOf(outcome).code).toBe('account-not-found');
  });

  it('needs read:events, also for a deleted account', async () => {
    const { deps } = world(...EVENTS);
    const actor = { type: 'operator', clientId: 'op', scopes: ['read:accounts'] } as const;

    const outcome = await listEvents(deps, call({ actor, requires: ['read:events'] }), input);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
