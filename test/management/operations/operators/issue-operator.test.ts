import {
  issueOperator,
  type IssueOperatorInput,
  revokeOperator,
} from '../../../../lambda/management/operations/operators/operator-changes';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { MANAGEMENT_CATALOGUE } from '../../../../lambda/domain/policy';
import { sweep } from '../../../../lambda/provisioning/sweep';
import { TIME_TO_RECORD } from '../../../../lambda/provisioning/app-client-sweep';
import { callOf, interruptedAt, issued, roster } from '../../../support/operators';
import { around } from '../../../support/races';
import { NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  operator,
  refusalOf,
  retriable,
  through,
  told,
  type World,
  world,
} from '../../../support/world';

const input = (given: Partial<IssueOperatorInput> = {}): IssueOperatorInput => ({
  label: 'Deploys',
  scopes: ['read:accounts', 'write:accounts'],
  tokenLifetimeMinutes: 60,
  ...given,
});
type Here = World;
const appClients = ({ pool }: Here) => Object.keys(pool.all());
const onRoster = ({ table }: Here) => table.all('operatorRoster').flatMap(({ clientIds }) => clientIds);
/** The deployment whose table fails at the commit, before or after it is done. */
const failing = (here: Here, when: 'before' | 'after') =>
  through(
    here,
    around(here.table, async (name, go) => {
      if (name !== 'commit') return go();
      if (when === 'after') await go();
      throw new DependencyError('table', 'down');
    }),
  );

describe('issuing an operator', () => {
  it('makes an app client and its record, puts it on the roster, shows its secret and tells of it', async () => {
    const { deps, table, pool } = world();

    const result = accepted(await issueOperator(deps, call(), input({ tokenLifetimeMinutes: 5 })));

    const { clientId } = result.operator;
    const { clientSecret } = result as { clientSecret: string };
    const { label, scopes } = input();
    expect(pool.authenticate(clientId, clientSecret)).toBe(true);
    expect(pool.settingsOf(clientId)).toEqual({
      name: `orders-management.operator.${NOW}`,
      scopes: ['orders-management/read:accounts', 'orders-management/write:accounts'],
      tokenLifetimeMinutes: 5,
    });
    expect(result).toMatchObject({ secretShown: true, operator: issued(clientId, input({ tokenLifetimeMinutes: 5 })) });
    expect(table.all('operator')).toContainEqual(result.operator);
    expect(table.all('operatorRoster')).toEqual([roster(clientId)]);
    const after = { label, scopes, tokenLifetimeMinutes: 5, status: 'active' };
    expect(told(table)).toEqual([
      { action: 'operator.issued', target: `operator:${clientId}`, actor: 'operator:op', after },
    ]);
    expect(JSON.stringify([...table.all('operator'), ...table.all('event')])).not.toContain(clientSecret);
  });

  it('tells of it in the operators’ own trail', async () => {
    const { deps, table } = world();

    accepted(await issueOperator(deps, call(), input()));

    expect(table.all('event').map(({ accountId }) => accountId)).toEqual(['operators']);
  });

  it('gives tokens an hour and scopes by wildcard, in the order of the catalogue', async () => {
    const { deps } = world();

    const { operator } = accepted(await issueOperator(deps, call(), input({ scopes: ['write:*', 'read:keys'] })));

    const scopes = ['write:accounts', 'read:keys', 'write:keys', 'write:clients', 'write:operators'];
    expect(operator).toMatchObject({ tokenLifetimeMinutes: 60, scopes });
  });

  it('gives each a place on the roster, in order of issue', async () => {
    const here = world();

    const first = accepted(await issueOperator(here.deps, call(), input()));
    const second = accepted(await issueOperator(here.deps, call(), input()));

    const ids = [first, second].map(({ operator }) => operator.clientId);
    expect(here.table.all('operatorRoster')).toEqual([{ ...roster(...ids), version: 2 }]);
  });

  it.each([
    ['in its record', callOf('b')],
    ['in its token', callOf('op', ['write:operators', 'read:accounts'])],
  ])('lets nobody give a scope that is not %s', async (_, by) => {
    const here = world(issued('b', { scopes: ['write:operators', 'read:accounts'] }), roster('b'));

    const refusal = refusalOf(await issueOperator(here.deps, by, input()));

    expect([refusal.code, here.pool.calls, onRoster(here)]).toEqual(['grant-exceeded', [], ['b']]);
    expect(refusal.detail).toMatch(/ write:accounts\./);
  });

  it('lets an operator give all that it has, and issue in its turn', async () => {
    const here = world();
    const scopes = ['write:operators', 'read:keys'];
    const first = accepted(await issueOperator(here.deps, call(), input({ scopes })));

    const second = await issueOperator(here.deps, callOf(first.operator.clientId), input({ scopes }));

    expect(accepted(second).operator).toMatchObject({ createdBy: `operator:${first.operator.clientId}` });
  });

  it.each([
    ['has no write:operators in its token', callOf('op', ['read:accounts', 'write:accounts'])],
    ['has no write:operators in its record', callOf('b')],
  ])('is for nobody who %s', async (_, by) => {
    const here = world(issued('b', { scopes: ['read:accounts', 'write:accounts'] }), roster('b'));

    const outcome = await issueOperator(here.deps, by, input());

    expect([refusalOf(outcome).code, here.pool.calls]).toEqual(['insufficient-scope', []]);
  });

  it.each([
    [99, 'taken'],
    [100, 'operator-limit-reached'],
  ])('with %d issued ones is %s', async (count, expected) => {
    const here = world(roster(...Array.from({ length: count }, (_, n) => `b${n}`)));

    const outcome = await issueOperator(here.deps, call(), input());

    expect(outcome.ok ? 'taken' : outcome.refusal.code).toBe(expected);
    expect(appClients(here)).toHaveLength(outcome.ok ? 1 : 0);
  });

  it.each([
    ['rate', 'too-many-requests'],
    ['clients', 'client-limit-reached'],
  ] as const)('names the issuer’s limit when it answers %s, and records nothing', async (no, code) => {
    const here = world();
    here.pool.interfere('createClient', no);

    const outcome = await issueOperator(here.deps, call(), input());

    expect([refusalOf(outcome).code, onRoster(here), actions(here.table)]).toEqual([code, [], []]);
  });
});

describe('issuing an operator while others change them', () => {
  it('loses neither of two that are issued at once, be they the first', async () => {
    const here = world();
    const other = () => issueOperator(here.deps, call(), input());

    const outcome = await issueOperator(through(here, interrupted(here.table, other)), call(), input());

    expect(onRoster(here)).toHaveLength(2);
    expect(onRoster(here)).toContain(accepted(outcome).operator.clientId);
    expect(appClients(here).sort()).toEqual([...onRoster(here)].sort());
  });

  it('refuses the one that would be one too many, and takes its app client back', async () => {
    const here = world(roster(...Array.from({ length: 99 }, (_, n) => `b${n}`)));
    const other = () => issueOperator(here.deps, call(), input());

    const outcome = await issueOperator(through(here, interrupted(here.table, other)), call(), input());

    expect(refusalOf(outcome).code).toBe('operator-limit-reached');
    expect(appClients(here)).toEqual(onRoster(here).slice(99));
  });

  it.each(
    [1, 2, 3, 4, 5].flatMap((n) => [
      { n, who: 'b', by: 'op', left: [] },
      { n, who: 'op', by: 'b', left: ['b'] },
    ]),
  )('gives nothing of $who that $by revokes just before its step $n', async ({ n, who, by, left }) => {
    const here = world(issued('b', { scopes: MANAGEMENT_CATALOGUE }), roster('b'));
    const cutOff = () => revokeOperator(here.deps, callOf(by), { operatorId: who });
    const table = interruptedAt(n, here.table, cutOff);

    const outcome = await issueOperator({ ...here.deps, table }, callOf(who), input({ scopes: ['write:operators'] }));

    expect(refusalOf(outcome).code).toBe('invalid-credential');
    expect([appClients(here), onRoster(here), actions(here.table)]).toEqual([[], left, ['operator.revoked']]);
  });
});

describe('a retry with the same Idempotency-Key', () => {
  it('gives the operator of the first try, without its secret', async () => {
    const here = world();
    const first = accepted(await issueOperator(here.deps, retriable(), input()));

    const again = accepted(await issueOperator(here.deps, retriable(), input()));

    expect(again).toEqual({ operator: first.operator, secretShown: false });
    expect([appClients(here), actions(here.table)]).toEqual([[first.operator.clientId], ['operator.issued']]);
  });

  it('at the same moment makes one operator, and takes the other app client back', async () => {
    const here = world();
    const twin = () => issueOperator(here.deps, retriable(), input());

    const outcome = await issueOperator(through(here, interrupted(here.table, twin)), retriable(), input());

    const { operator, secretShown } = accepted(outcome);
    expect([secretShown, appClients(here), onRoster(here)]).toEqual([false, [operator.clientId], [operator.clientId]]);
  });

  it('is refused when it asks for something else', async () => {
    const here = world();
    accepted(await issueOperator(here.deps, retriable('one'), input()));

    const outcome = await issueOperator(here.deps, retriable('other'), input());

    expect([refusalOf(outcome).code, appClients(here).length]).toEqual(['idempotency-mismatch', 1]);
  });

  it('says so when the operator of the first try is gone', async () => {
    const here = world();
    const { clientId } = accepted(await issueOperator(here.deps, retriable(), input())).operator;
    await here.table.commit([{ type: 'delete', ref: { kind: 'operator', clientId }, when: {} }]);

    const outcome = await issueOperator(here.deps, retriable(), input());

    expect(refusalOf(outcome).code).toBe('operator-not-found');
  });
});

/** The stack's operator in a table that was in use before: a sweep knows that nothing older is missing. */
const inUse = operator({ createdAt: NOW });

describe('a failure between issuer and table', () => {
  it.each<[string, (here: Here) => Promise<unknown>]>([
    [
      'the issuer’s answer was lost',
      (here) => {
        here.pool.interfere('createClient', 'after');
        return issueOperator(here.deps, retriable(), input());
      },
    ],
    ['the record was not written', (here) => issueOperator(failing(here, 'before'), retriable(), input())],
  ])('when %s: a retry issues one operator, and a sweep removes what was lost', async (_, firstTry) => {
    const here = world(inUse);
    await expect(firstTry(here)).rejects.toThrow(DependencyError);
    const [lost] = appClients(here);

    const { operator } = accepted(await issueOperator(here.deps, retriable(), input()));

    expect(appClients(here)).toEqual([lost, operator.clientId]);
    here.clock.now += TIME_TO_RECORD;
    expect(await sweep(here.deps)).toEqual({ removed: 1, marked: 0 });
    expect([appClients(here), onRoster(here)]).toEqual([[operator.clientId], [operator.clientId]]);
  });

  it('when the record’s answer was lost: a retry gives the operator without its secret', async () => {
    const here = world();
    await expect(issueOperator(failing(here, 'after'), retriable(), input())).rejects.toThrow(DependencyError);

    const result = accepted(await issueOperator(here.deps, retriable(), input()));

    expect(result).toMatchObject({ secretShown: false, operator: { clientId: appClients(here)[0] } });
    expect([appClients(here), onRoster(here)]).toEqual([onRoster(here), [result.operator.clientId]]);
  });

  it('when nothing was recorded and the app client cannot be taken back: a sweep removes it', async () => {
    const here = world(inUse, issued('b'), roster('b'));
    here.pool.interfere('deleteClient', 'before', 2);
    const cutOff = () => revokeOperator(here.deps, call(), { operatorId: 'b' });
    const asked = input({ scopes: ['write:operators'] });

    const outcome = await issueOperator(through(here, interrupted(here.table, cutOff)), callOf('b'), asked);

    expect([refusalOf(outcome).code, appClients(here).length, here.failures.length]).toEqual([
      'invalid-credential',
      1,
      1,
    ]);
    here.clock.now += TIME_TO_RECORD;
    expect(await sweep(here.deps)).toEqual({ removed: 1, marked: 0 });
  });
});

it('gives the whole catalogue to whoever has it', async () => {
  const { deps } = world();

  const { operator } = accepted(await issueOperator(deps, call(), input({ scopes: MANAGEMENT_CATALOGUE })));

  expect(operator.scopes).toEqual(MANAGEMENT_CATALOGUE);
});
