import { readOperator } from '../../../lambda/core/operations/read-operator';
import { revokeOperator } from '../../../lambda/core/operations/revoke-operator';
import { sweep } from '../../../lambda/core/sweep';
import { callOf, interruptedAt, issued, roster, stack } from '../../support/operators';
import { inOrder, on, type Race } from '../../support/races';
import { account, CLIENT_ID, client, KEY_ID, NOW } from '../../support/records';
import { accepted, actions, call, interrupted, operator, refusalOf, through, told, world } from '../../support/world';

type Here = ReturnType<typeof stack>;
const settings = (name: string) => ({ name, scopes: [], tokenLifetimeMinutes: 60 });
const live = ({ table }: Here) => table.all('operator').flatMap((one) => (one.revokedAt ? [] : [one.clientId]));

describe('revoking an operator', () => {
  it('ends it for good, takes it off the roster and its app client away, and tells of it', async () => {
    const here = stack(issued('a'), issued('b'), roster('a', 'b'));
    here.pool.put('b', settings(`orders-management.operator.${NOW}`));
    here.clock.now += 5;

    const reason = 'privilege_withdrawn';
    const result = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b', reason }));

    const ended = { revokedAt: NOW + 5, revocationReason: reason } as const;
    expect(result).toEqual({ operator: issued('b', { ...ended, version: 2 }) });
    expect(here.table.all('operator')).toContainEqual(result.operator);
    expect(here.table.all('operatorRoster')).toEqual([{ ...roster('a'), version: 2 }]);
    expect(here.pool.all()).toEqual({});
    const after = { status: 'revoked', revokedAt: '2026-11-23T12:00:00.005Z', revocationReason: reason };
    expect(told(here.table)).toEqual([
      {
        action: 'operator.revoked',
        target: 'operator:b',
        actor: 'operator:op',
        before: { status: 'active' },
        after,
      },
    ]);
  });

  it('needs no reason', async () => {
    const here = stack(issued('b'), roster('b'));

    const { operator } = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    expect(operator.revocationReason).toBe('unspecified');
  });

  it('stops it at its very next request', async () => {
    const here = stack(issued('b'), roster('b'));
    accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    const outcome = await readOperator(here.deps, callOf('b'), { operatorId: 'op' });

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });

  it('is done once: again it answers the same and tells of nothing', async () => {
    const here = stack(issued('b'), roster('b'));
    const first = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b', reason: 'superseded' }));
    here.clock.now += 5;

    const again = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    expect([again, actions(here.table)]).toEqual([first, ['operator.revoked']]);
  });

  it('holds though the issuer is in trouble; again, or a sweep, takes the app client away', async () => {
    const here = stack(issued('b'), issued('c'), roster('b', 'c'));
    for (const id of ['b', 'c']) here.pool.put(id, settings(`orders-management.operator.${NOW}`));
    here.pool.interfere('deleteClient', 'before', 1);
    here.pool.interfere('deleteClient', 'rate', 2);
    const first = await revokeOperator(here.deps, call(), { operatorId: 'b' });
    const second = await revokeOperator(here.deps, call(), { operatorId: 'c' });
    const left = Object.keys(here.pool.all());

    accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));
    const swept = await sweep(here.deps);

    expect([first.ok, second.ok, here.troubles.length, left]).toEqual([true, true, 1, ['b', 'c']]);
    expect([swept, here.pool.all()]).toEqual([{ removed: 1 }, {}]);
  });

  it('leaves the stack’s own app client to the stack', async () => {
    const here = stack(issued('b'), roster('b'));

    const { operator: own } = accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'op' }));

    expect([own.revokedAt, here.pool.calls]).toEqual([NOW, []]);
    expect(here.table.all('operatorRoster')).toEqual([{ ...roster('b'), version: 2 }]);
  });

  it('lets an operator end itself', async () => {
    const here = stack(issued('b'), roster('b'));

    accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'b' }));

    expect(live(here)).toEqual(['op']);
  });

  it('ends one that an earlier stack made', async () => {
    const here = stack(operator({ clientId: 'boot' }));

    accepted(await revokeOperator(here.deps, call(), { operatorId: 'boot' }));

    expect([live(here), here.pool.calls]).toEqual([['op'], []]);
    expect(here.table.all('operatorRoster')).toEqual([roster()]);
  });

  it.each(['nobody', CLIENT_ID, 'no id', ''])('finds no operator %j', async (operatorId) => {
    const here = stack(issued('b'), roster('b'), account(), client());

    const outcome = await revokeOperator(here.deps, call(), { operatorId });

    expect(refusalOf(outcome).code).toBe('operator-not-found');
    expect([here.pool.calls, here.table.all('client')]).toEqual([[], [client()]]);
  });

  it.each([
    ['without write:operators in its token', callOf('op', ['read:accounts'])],
    ['without write:operators in its record', callOf('c')],
    ['that shows a key', call({ actor: { type: 'holder', keyId: KEY_ID } })],
  ])('is refused to an actor %s', async (_, by) => {
    const here = stack(issued('b'), issued('c', { scopes: ['read:accounts'] }), roster('b', 'c'));

    const outcome = await revokeOperator(here.deps, by, { operatorId: 'b' });

    expect([refusalOf(outcome).code, live(here)]).toEqual(['insufficient-scope', ['b', 'c', 'op']]);
  });
});

describe('the last operator who may issue operators', () => {
  const reader = issued('c', { scopes: ['read:accounts'] });
  const gone = operator({ revokedAt: NOW });

  it.each([
    ['the stack’s own, and nobody was ever issued', [], 'op'],
    ['the stack’s own, beside one who may only read', [reader, roster('c')], 'op'],
    ['an issued one, and the stack’s own is revoked', [gone, issued('b'), roster('b')], 'b'],
    ['an issued one, beside one who may only read', [gone, issued('b'), reader, roster('b', 'c')], 'b'],
  ] as const)('stays when it is %s', async (_, records, last) => {
    const here = stack(...records);

    const refusal = refusalOf(await revokeOperator(here.deps, callOf(last), { operatorId: last }));

    expect([refusal.code, actions(here.table), here.pool.calls]).toEqual(['last-operator', [], []]);
    expect(refusal.detail).toMatch(/Issue one/);
  });

  it('is not the one who goes while the stack’s own has not even called yet', async () => {
    const here = stack(operator({ revokedAt: NOW }), issued('b'), roster('b'));
    const deps = { ...here.deps, bootstrapOperator: 'boot' };

    const outcome = await revokeOperator(deps, callOf('b'), { operatorId: 'b' });

    expect(outcome.ok).toBe(true);
  });

  it('is not one who may only read', async () => {
    const here = stack(gone, issued('b'), reader, roster('b', 'c'));

    const outcome = await revokeOperator(here.deps, callOf('b'), { operatorId: 'c' });

    expect(outcome.ok).toBe(true);
  });

  it('is found among a hundred', async () => {
    const readers = Array.from({ length: 99 }, (_, n) => issued(`c${n}`, { scopes: ['read:accounts'] }));
    const full = roster(...readers.map(({ clientId }) => clientId), 'b');
    const here = stack(...readers, issued('b'), full, operator({ clientId: 'old' }));

    const outcomes = [
      await revokeOperator(here.deps, call(), { operatorId: 'old' }),
      await revokeOperator(here.deps, call(), { operatorId: 'op' }),
      await revokeOperator(here.deps, callOf('b'), { operatorId: 'b' }),
    ];

    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.refusal.code))).toEqual([
      'done',
      'done',
      'last-operator',
    ]);
  });
});

describe('operators who revoke at once', () => {
  /** `a` and `b` are all who may issue operators: `op` is on no roster of this stack. */
  const records = [issued('a'), issued('b'), roster('a', 'b')];
  const race = (of: Readonly<Record<'a' | 'b', string>>): Race => ({
    name: 'two operators revoke',
    records,
    runs: [
      (deps) => revokeOperator(deps, callOf('a'), { operatorId: of.a }),
      (deps) => revokeOperator(deps, callOf('b'), { operatorId: of.b }),
    ],
    conditions: on('operatorRoster', 'version'),
    breaks: 'both are revoked',
  });
  const EACH_OTHER = race({ a: 'b', b: 'a' });
  const THEMSELVES = race({ a: 'a', b: 'b' });

  it.each([
    ['each other', EACH_OTHER, 'invalid-credential'],
    ['themselves', THEMSELVES, 'last-operator'],
  ] as const)('%s do not both succeed, whoever is first', async (_, both, code) => {
    const results = [await inOrder(both, 0), await inOrder(both, 1)];

    const codes = results.map(({ outcomes }) => outcomes.map((one) => (one.ok ? 'done' : one.refusal.code)));
    expect(codes).toEqual([
      ['done', code],
      [code, 'done'],
    ]);
    expect(results.map(({ steps }) => steps.length)).toEqual([1, 1]);
  });

  it.each([EACH_OTHER, THEMSELVES])('would both succeed if the roster were not checked', async (both) => {
    const results = [await inOrder(both, 0, both.conditions), await inOrder(both, 1, both.conditions)];

    expect(results.map(({ steps }) => steps.length)).toEqual([2, 2]);
  });

  it.each([1, 2, 3, 4])('end nobody from the moment they are ended, just before step %d', async (n) => {
    const here = stack(...records);
    const cutOff = () => revokeOperator(here.deps, callOf('a'), { operatorId: 'b' });
    const table = interruptedAt(n, here.table, cutOff);

    const outcome = await revokeOperator({ ...here.deps, table }, callOf('b'), { operatorId: 'a' });

    expect([refusalOf(outcome).code, live(here)]).toEqual(['invalid-credential', ['a', 'op']]);
  });

  it('end one operator once', async () => {
    const here = stack(...records);
    const other = () => revokeOperator(here.deps, callOf('a'), { operatorId: 'b', reason: 'superseded' });
    const deps = through(here, interrupted(here.table, other));

    const { operator: ended } = accepted(await revokeOperator(deps, call(), { operatorId: 'b' }));

    expect([ended.revocationReason, actions(here.table)]).toEqual(['superseded', ['operator.revoked']]);
  });
});

it('knows no operator of the stack where there is none', async () => {
  const here = world(issued('b'), roster('b'));

  const outcome = await revokeOperator(here.deps, call(), { operatorId: 'b' });

  expect(refusalOf(outcome).code).toBe('last-operator');
});
