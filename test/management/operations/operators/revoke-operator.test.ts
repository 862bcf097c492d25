import { readOperator } from '../../../../lambda/management/operations/operators/operator-reads';
import { revokeOperator } from '../../../../lambda/management/operations/operators/operator-changes';
import { MANAGEMENT_CATALOGUE } from '../../../../lambda/domain/policy';
import { sweep } from '../../../../lambda/provisioning/sweep';
import type { TableRecord } from '../../../../lambda/domain/records/table-records';
import { callOf, interruptedAt, issued, roster } from '../../../support/operators';
import { inOrder, on, type Race } from '../../../support/races';
import { account, CLIENT_ID, client, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  operator,
  refusalOf,
  through,
  told,
  type World,
  world,
} from '../../../support/world';

type Here = World;
const settings = (name: string) => ({ name, scopes: [], tokenLifetimeMinutes: 60 });
/** The operators that act: those whose record is not revoked, and the stack's own while it has no record. */
const live = ({ table }: Here) => {
  const records = table.all('operator');
  const own = records.some(({ clientId }) => clientId === 'op') ? [] : ['op'];
  return [...records.flatMap((one) => (one.revokedAt ? [] : [one.clientId])), ...own];
};
const ISSUING = 'write:operators';
/** The stack's own operator is revoked. */
const OWN_GONE = operator({ revokedAt: NOW });

describe('revoking an operator', () => {
  it('ends it for good, takes it off the roster and its app client away, and tells of it', async () => {
    const here = world(issued('a'), issued('b'), roster('a', 'b'));
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
    const here = world(issued('b'), roster('b'));

    const { operator } = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    expect(operator.revocationReason).toBe('unspecified');
  });

  it('stops it at its very next request', async () => {
    const here = world(issued('b'), roster('b'));
    accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    const outcome = await readOperator(here.deps, callOf('b'), { operatorId: 'op' });

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });

  it('is done once: again it answers the same and tells of nothing', async () => {
    const here = world(issued('b'), roster('b'));
    const first = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b', reason: 'superseded' }));
    here.clock.now += 5;

    const again = accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));

    expect([again, actions(here.table)]).toEqual([first, ['operator.revoked']]);
  });

  it('holds though the issuer is in trouble; again, or a sweep, takes the app client away', async () => {
    const here = world(issued('b'), issued('c'), roster('b', 'c'));
    for (const id of ['b', 'c']) here.pool.put(id, settings(`orders-management.operator.${NOW}`));
    here.pool.interfere('deleteClient', 'before', 1);
    here.pool.interfere('deleteClient', 'rate', 2);
    const first = await revokeOperator(here.deps, call(), { operatorId: 'b' });
    const second = await revokeOperator(here.deps, call(), { operatorId: 'c' });
    const left = Object.keys(here.pool.all());

    accepted(await revokeOperator(here.deps, call(), { operatorId: 'b' }));
    const swept = await sweep(here.deps);

    expect([first.ok, second.ok, here.failures.length, left]).toEqual([true, true, 1, ['b', 'c']]);
    expect([swept, here.pool.all()]).toEqual([{ removed: 1, marked: 0 }, {}]);
  });

  it('leaves the stack’s own app client to the stack', async () => {
    const here = world(issued('b', { scopes: MANAGEMENT_CATALOGUE }), roster('b'));

    const { operator: own } = accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'op' }));

    expect([own.revokedAt, here.pool.calls]).toEqual([NOW, []]);
    expect(here.table.all('operatorRoster')).toEqual([{ ...roster('b'), version: 2 }]);
  });

  it('lets an operator end itself', async () => {
    const here = world(issued('b'), roster('b'));

    accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'b' }));

    expect(live(here)).toEqual(['op']);
  });

  it('ends one that somebody put into the table, on no roster', async () => {
    const here = world(issued('planted', { scopes: MANAGEMENT_CATALOGUE }));

    accepted(await revokeOperator(here.deps, call(), { operatorId: 'planted' }));

    expect([live(here), here.table.all('operatorRoster')]).toEqual([['op'], [roster()]]);
  });

  it.each([
    ['without a record', []],
    ['with the record that an earlier version wrote', [operator({ createdAt: NOW - 1 })]],
  ])('ends the stack’s own %s, and from then on its record says so', async (_, own) => {
    const here = world(...own, issued('b', { scopes: MANAGEMENT_CATALOGUE }), roster('b'));

    const { operator: ended } = accepted(
      await revokeOperator(here.deps, callOf('b'), { operatorId: 'op', reason: 'leaked' }),
    );

    const revocation = { revokedAt: NOW, revocationReason: 'leaked', version: 2 } as const;
    expect(ended).toEqual(operator({ ...own[0], ...revocation }));
    expect(here.table.all('operator')).toContainEqual(ended);
    expect(refusalOf(await readOperator(here.deps, call(), { operatorId: 'b' })).code).toBe('invalid-credential');
  });

  it('leaves a revoked one revoked, be it one that nobody knows: the stack’s own, as any other', async () => {
    const planted = issued('planted', { scopes: MANAGEMENT_CATALOGUE, revokedAt: NOW });
    const here = world(OWN_GONE, planted, issued('b', { scopes: MANAGEMENT_CATALOGUE }), roster('b'));

    const again = [
      accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'op' })),
      accepted(await revokeOperator(here.deps, callOf('b'), { operatorId: 'planted' })),
    ];

    expect(again.map((one) => one.operator)).toEqual([OWN_GONE, planted]);
    expect([live(here), actions(here.table)]).toEqual([['b'], []]);
  });

  it.each(['nobody', 'earlier', CLIENT_ID, 'no id', ''])('finds no operator %j', async (operatorId) => {
    const here = world(issued('b'), roster('b'), operator({ clientId: 'earlier' }), account(), client());

    const outcome = await revokeOperator(here.deps, call(), { operatorId });

    expect(refusalOf(outcome).code).toBe('operator-not-found');
    expect([here.pool.calls, here.table.all('client')]).toEqual([[], [client()]]);
  });

  it.each([
    ['without write:operators in its token', callOf('op', ['read:accounts'])],
    ['without write:operators in its record', callOf('c')],
  ])('is refused to an actor %s', async (_, by) => {
    const here = world(issued('b'), issued('c', { scopes: ['read:accounts'] }), roster('b', 'c'));

    const outcome = await revokeOperator(here.deps, by, { operatorId: 'b' });

    expect([refusalOf(outcome).code, live(here)]).toEqual(['insufficient-scope', ['b', 'c', 'op']]);
  });
});

describe('the last operator who can give a scope', () => {
  const ALL = MANAGEMENT_CATALOGUE;
  const [first = '', ...rest] = ALL.filter((scope) => scope !== ISSUING);
  const a = (...scopes: string[]) => [issued('a', { scopes }), roster('b', 'a')];
  const b = (...scopes: string[]) => [issued('b', { scopes }), roster('b')];

  interface Last {
    readonly who: string;
    readonly records: readonly TableRecord[];
    readonly last: string;
    /** What nobody could give without it. */
    readonly lost: readonly string[];
  }

  it.each<Last>([
    { who: 'the stack’s own, and nobody was ever issued', records: [], last: 'op', lost: ALL },
    {
      who: 'the stack’s own, beside one who may issue operators alone',
      records: b(ISSUING),
      last: 'op',
      lost: [first, ...rest],
    },
    { who: 'the stack’s own, beside one who may do all but issue', records: b(first, ...rest), last: 'op', lost: ALL },
    {
      who: 'the stack’s own, beside two of whom one may issue',
      records: [...b(first), ...a(ISSUING, ...rest)],
      last: 'op',
      lost: [first],
    },
    {
      who: 'an issued one, beside a reader',
      records: [OWN_GONE, ...b(ISSUING), ...a(first)],
      last: 'b',
      lost: [ISSUING],
    },
    {
      who: 'an issued one, beside one with less',
      records: [OWN_GONE, ...b(ISSUING, first), ...a(ISSUING)],
      last: 'b',
      lost: [first],
    },
    {
      who: 'an issued one, beside one without a record',
      records: [OWN_GONE, ...b(ISSUING), roster('b', 'a')],
      last: 'b',
      lost: [ISSUING],
    },
  ])('stays when it is $who', async ({ records, last, lost }) => {
    const here = world(...records);

    const refusal = refusalOf(await revokeOperator(here.deps, callOf(last), { operatorId: last }));

    expect([refusal.code, actions(here.table), here.pool.calls]).toEqual(['last-operator', [], []]);
    expect(refusal.detail).toContain(`No other operator can give ${lost.join(', ')}. `);
  });

  it('cannot be ended by one who may issue operators and nothing else', async () => {
    const here = world(...b(ISSUING));

    const outcome = await revokeOperator(here.deps, callOf('b'), { operatorId: 'op' });

    expect([refusalOf(outcome).code, live(here)]).toEqual(['last-operator', ['b', 'op']]);
  });

  it.each<[string, readonly TableRecord[], string]>([
    ['another one can give all that it can', b(...ALL), 'op'],
    ['two others can between them', [...b(ISSUING, first), ...a(ISSUING, ...rest)], 'op'],
    ['it may issue nobody', [OWN_GONE, ...b(ISSUING), ...a(first)], 'a'],
    ['it has a scope that there is no more', b(ISSUING, 'read:tea'), 'b'],
  ])('is not one who goes when %s', async (_, records, leaving) => {
    const here = world(...records);
    const actor = leaving === 'b' ? 'op' : 'b';

    const outcome = await revokeOperator(here.deps, callOf(actor), { operatorId: leaving });

    expect(outcome.ok).toBe(true);
  });

  it('is not the one who goes while the stack’s own stays, which has no record', async () => {
    const here = world(...b(...ALL));

    const outcome = await revokeOperator(here.deps, callOf('b'), { operatorId: 'b' });

    expect([outcome.ok, live(here)]).toEqual([true, ['op']]);
  });

  it('is the last one of a deployment whose stack made none', async () => {
    const here = world(...b(ISSUING));
    const deps = { ...here.deps, bootstrapOperator: undefined };

    const outcome = await revokeOperator(deps, callOf('b'), { operatorId: 'b' });

    expect(refusalOf(outcome).code).toBe('last-operator');
  });

  it('is found among a hundred', async () => {
    const readers = Array.from({ length: 99 }, (_, n) => issued(`c${n}`, { scopes: ['read:accounts'] }));
    const here = world(...readers, ...b(...ALL), roster(...readers.map(({ clientId }) => clientId), 'b'));

    const outcomes = [
      await revokeOperator(here.deps, call(), { operatorId: 'op' }),
      await revokeOperator(here.deps, callOf('b'), { operatorId: 'b' }),
    ];

    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.refusal.code))).toEqual(['done', 'last-operator']);
  });
});

describe('operators who revoke at once', () => {
  const two = [issued('a'), issued('b'), roster('a', 'b')];
  /** `a` and `b` are all who may issue operators. */
  const records = [OWN_GONE, ...two];
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
  /** The stack's own, and one who may do as much. */
  const ALL_OF_THEM: Race = {
    ...THEMSELVES,
    records: [issued('b', { scopes: MANAGEMENT_CATALOGUE }), roster('b')],
    runs: [(deps) => revokeOperator(deps, callOf('op'), { operatorId: 'op' }), THEMSELVES.runs[1]],
  };

  it.each([
    ['each other', EACH_OTHER, 'invalid-credential'],
    ['themselves', THEMSELVES, 'last-operator'],
    ['themselves, one the stack’s own,', ALL_OF_THEM, 'last-operator'],
  ] as const)('%s do not both succeed, whoever is first', async (_, both, code) => {
    const results = [await inOrder(both, 0), await inOrder(both, 1)];

    const codes = results.map(({ outcomes }) => outcomes.map((one) => (one.ok ? 'done' : one.refusal.code)));
    expect(codes).toEqual([
      ['done', code],
      [code, 'done'],
    ]);
    expect(results.map(({ steps }) => steps.length)).toEqual([1, 1]);
  });

  it.each([EACH_OTHER, THEMSELVES, ALL_OF_THEM])('would both succeed if the roster were not checked', async (both) => {
    const results = [await inOrder(both, 0, both.conditions), await inOrder(both, 1, both.conditions)];

    expect(results.map(({ steps }) => steps.length)).toEqual([2, 2]);
  });

  it.each([1, 2, 3, 4])('end nobody from the moment they are ended, just before step %d', async (n) => {
    const here = world(...two);
    const cutOff = () => revokeOperator(here.deps, callOf('a'), { operatorId: 'b' });
    const table = interruptedAt(n, here.table, cutOff);

    const outcome = await revokeOperator({ ...here.deps, table }, callOf('b'), { operatorId: 'a' });

    expect([refusalOf(outcome).code, live(here)]).toEqual(['invalid-credential', ['a', 'op']]);
  });

  it.each([
    ['the roster', on('operatorRoster', 'version')],
    ['its absence', on('operator', 'absence')],
  ])('end the stack’s own once, which has no record yet, whoever is first; it takes more than %s', async (_, one) => {
    const heirs = ['a', 'b'].map((clientId) => issued(clientId, { scopes: MANAGEMENT_CATALOGUE }));
    const end =
      (by: string): Race['runs'][0] =>
      (deps) =>
        revokeOperator(deps, callOf(by), { operatorId: 'op' });
    const both: Race = { ...EACH_OTHER, records: [...heirs, roster('a', 'b')], runs: [end('a'), end('b')] };
    const all = [...on('operatorRoster', 'version'), ...on('operator', 'absence')];

    const results = [await inOrder(both, 0, one), await inOrder(both, 1, one)];
    const without = await inOrder(both, 0, all);

    expect(results.map(({ outcomes, steps }) => [outcomes.every(({ ok }) => ok), steps.length])).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(without.steps).toHaveLength(2);
  });

  it('end one operator once', async () => {
    const here = world(...records);
    const other = () => revokeOperator(here.deps, callOf('a'), { operatorId: 'b', reason: 'superseded' });
    const deps = through(here, interrupted(here.table, other));

    const { operator: ended } = accepted(await revokeOperator(deps, callOf('a'), { operatorId: 'b' }));

    expect([ended.revocationReason, actions(here.table)]).toEqual(['superseded', ['operator.revoked']]);
  });
});
