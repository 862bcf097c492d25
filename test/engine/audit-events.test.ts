import fc from 'fast-check';
import { accountEvent, clientEvent, keyEvent, operatorEvent } from '../../lambda/engine/audit-events';
import { storedSecret } from '../../lambda/domain/hash';
import type { AuditEvent } from '../../lambda/domain/model';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import type { Insert } from '../../lambda/domain/ports/table';
import { issued } from '../support/operators';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, NOW } from '../support/records';
import { call, operator, world } from '../support/world';

const eventOf = ({ record }: Insert): AuditEvent => {
  if (record.kind !== 'event') throw new TypeError(record.kind);
  return record;
};
const { deps } = world();
const at = (now: number): AuditEvent =>
  eventOf(accountEvent(deps, call(), { action: 'account.suspended', now, after: account() }));

describe('an event', () => {
  it('says who did what to what, when and from where', () => {
    const event = at(NOW);

    expect(event).toMatchObject({
      kind: 'event',
      eventId: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      accountId: ACCOUNT_ID,
      at: NOW,
      action: 'account.suspended',
      actor: 'operator:op',
      sourceIp: '203.0.113.7',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      target: `account:${ACCOUNT_ID}`,
    });
  });

  it('sorts after every event of an earlier instant', () => {
    const instant = fc.integer({ min: 0, max: NOW * 2 });

    fc.assert(
      fc.property(instant, instant, (a, b) => {
        fc.pre(a < b);
        return at(a).eventId < at(b).eventId;
      }),
    );
  });

  it('has an id of its own among those of one instant', () => {
    expect(new Set(Array.from({ length: 100 }, () => at(NOW).eventId)).size).toBe(100);
  });

  it('shows every member of a key that a view shows, and no hash', () => {
    const key = apiKey({
      description: 'Runs at night.',
      networks: [],
      metadata: { team: 'ops' },
      tags: ['batch'],
      expiresAt: NOW + 1,
      notBefore: NOW - 1,
      previousSecret: { ...storedSecret('older', NOW - 5), graceUntil: NOW + 5 },
      revokedAt: NOW,
      revocationReason: 'superseded',
    });

    const story = { action: 'key.deleted', now: NOW, account: account(), before: key } as const;
    const event = eventOf(keyEvent(deps, call(), story));

    expect(event.before).toEqual({
      label: 'Nightly import',
      description: 'Runs at night.',
      scopes: ['read:orders'],
      status: 'revoked',
      environment: 'live',
      networks: [],
      metadata: { team: 'ops' },
      tags: ['batch'],
      expiresAt: '2026-11-23T12:00:00.001Z',
      notBefore: '2026-11-23T11:59:59.999Z',
      revokedAt: '2026-11-23T12:00:00.000Z',
      revocationReason: 'superseded',
      secrets: [
        { createdAt: '2026-11-14T12:00:00.000Z' },
        { createdAt: '2026-11-23T11:59:59.995Z', graceUntil: '2026-11-23T12:00:00.005Z' },
      ],
    });
    expect(JSON.stringify(event)).not.toContain(key.currentSecret.hash);
  });

  it('shows a member that came or went on one side only', () => {
    const [before, after] = [account({ metadata: { a: 1 } }), account({ externalId: 'crm-42' })];

    const story = { action: 'account.updated', now: NOW, before, after } as const;
    const event = eventOf(accountEvent(deps, call(), story));

    expect([event.before, event.after]).toEqual([{ metadata: { a: 1 } }, { externalId: 'crm-42' }]);
  });

  it('names a client and what it may do', () => {
    const story = {
      action: 'client.adopted',
      now: NOW,
      account: account(),
      after: client(),
    } as const;

    const event = eventOf(clientEvent(deps, call(), story));

    expect(event).toMatchObject({ target: `client:${CLIENT_ID}`, after: { label: 'Warehouse', status: 'active' } });
  });

  it.each([
    [issued('b'), { label: 'b', scopes: ['write:operators'], tokenLifetimeMinutes: 60, status: 'active' }],
    [
      operator({ revokedAt: NOW, revocationReason: 'leaked' }),
      {
        scopes: MANAGEMENT_CATALOGUE,
        status: 'revoked',
        revokedAt: '2026-11-23T12:00:00.000Z',
        revocationReason: 'leaked',
      },
    ],
  ])('names an operator and what it may do, in a trail of its own', (after, facts) => {
    const event = eventOf(operatorEvent(deps, call(), { action: 'operator.issued', now: NOW, after }));

    expect(event).toMatchObject({ accountId: 'operators', target: `operator:${after.clientId}` });
    expect(event.after).toEqual(facts);
  });
});
