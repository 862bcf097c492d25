/** An operator's secret is worth what the operator may do, so nobody makes one that is worth more than itself. */
import type { Operator } from '../../../../lambda/domain/model';
import type { IssuerDeps } from '../../../../lambda/engine/context';
import {
  addOperatorSecret,
  deleteOperatorSecret,
  listOperatorSecrets,
} from '../../../../lambda/management/operations/operators/operator-secrets';
import { issueOperator, revokeOperator } from '../../../../lambda/management/operations/operators/operator-changes';
import { MANAGEMENT_CATALOGUE } from '../../../../lambda/domain/policy';
import { callOf, issued, roster } from '../../../support/operators';
import { account, CLIENT_ID, client } from '../../../support/records';
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
  world,
} from '../../../support/world';

const SCOPES = ['read:accounts', 'write:operators'];

/** A deployment with one issued operator, `b` who may do nothing but issue and revoke operators, and a weaker one. */
async function start(...others: readonly Operator[]) {
  const known = [issued('b'), issued('weak', { scopes: [] }), ...others];
  const here = world(...known, roster(...known.map(({ clientId }) => clientId)));
  for (const id of ['op', 'weak']) here.pool.put(id, { name: 'Operator', scopes: [], tokenLifetimeMinutes: 60 });
  const made = accepted(
    await issueOperator(here.deps, call(), { label: 'Deploys', scopes: SCOPES, tokenLifetimeMinutes: 60 }),
  );
  const operatorId = made.operator.clientId;
  const secrets = () => here.pool.secretsOf(operatorId);
  const add = (who = call(), deps = here.deps) => addOperatorSecret(deps, who, { operatorId });
  const list = async (who = call()) => listOperatorSecrets(here.deps, who, { operatorId });
  const end = (secretId: string, who = call()) => deleteOperatorSecret(here.deps, who, { operatorId, secretId });
  return { ...here, operatorId, secrets, add, list, end, first: (made as { clientSecret: string }).clientSecret };
}

describe('rotating an operator’s secret without a gap', () => {
  it('adds a secret beside the first, and then ends the first', async () => {
    const here = await start();

    const added = accepted(await here.add());
    const both = here.secrets();
    const [old] = accepted(await here.list()).secrets;
    accepted(await here.end(old?.secretId ?? ''));

    const { clientSecret } = added as { clientSecret: string };
    expect(both).toEqual([here.first, clientSecret]);
    expect([here.secrets(), accepted(await here.list()).secrets]).toEqual([[clientSecret], [added.secret]]);
    const target = `operator:${here.operatorId}`;
    expect(told(here.table)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'operator.secret-added',
          target,
          after: { secretId: added.secret.secretId },
        }),
        expect.objectContaining({ action: 'operator.secret-deleted', target, before: { secretId: old?.secretId } }),
      ]),
    );
    expect(new Set(here.table.all('event').map(({ accountId }) => accountId))).toEqual(new Set(['operators']));
    expect(JSON.stringify(here.table.all('event'))).not.toContain(clientSecret);
  });

  it('can be done by the operator itself, for itself', async () => {
    const here = await start();

    expect((await here.add(callOf(here.operatorId))).ok).toBe(true);
  });

  it('shows a secret once: a retry says which it was', async () => {
    const here = await start();
    const first = accepted(await here.add(retriable()));

    const again = accepted(await here.add(retriable()));

    expect(again).toEqual({ secretShown: false, secret: first.secret });
    expect(here.secrets()).toHaveLength(2);
  });

  it.each([
    ['a third', 'secret-limit-reached', (here: Awaited<ReturnType<typeof start>>) => here.add()],
    [
      'none',
      'last-secret',
      async (here: Awaited<ReturnType<typeof start>>) => {
        const [one, two] = accepted(await here.list()).secrets;
        accepted(await here.end(one?.secretId ?? ''));
        return here.end(two?.secretId ?? '');
      },
    ],
  ])('leaves it with two or one: %s is refused', async (_, code, go) => {
    const here = await start();
    accepted(await here.add());

    expect(refusalOf(await go(here)).code).toBe(code);
  });
});

describe('a secret of a mightier operator', () => {
  it.each([
    ['than the actor’s record', callOf('b')],
    ['than the actor’s token, be it itself', 'itself'],
  ] as const)('is added by nobody: %s', async (_, who) => {
    const here = await start();
    const by = who === 'itself' ? callOf(here.operatorId, ['write:operators']) : who;

    const refusal = refusalOf(await here.add(by));

    expect([refusal.code, here.secrets()]).toEqual(['grant-exceeded', [here.first]]);
    expect(refusal.detail).toMatch(/read:accounts/);
  });

  it.each([
    ['of an operator who may less', 'grant-exceeded', (operatorId: string) => callOf(operatorId)],
    ['of a token that may less', 'grant-exceeded', () => callOf('op', MANAGEMENT_CATALOGUE.slice(1))],
    ['of one who may do everything', 'done', () => call()],
  ])('such as the stack’s own, on the word %s: %s', async (_, expected, by) => {
    const here = await start();

    const outcome = await addOperatorSecret(here.deps, by(here.operatorId), { operatorId: 'op' });

    expect(outcome.ok ? 'done' : outcome.refusal.code).toBe(expected);
    expect(here.pool.secretsOf('op')).toHaveLength(expected === 'done' ? 2 : 1);
  });

  it('is listed and ended by whoever may revoke operators', async () => {
    const here = await start();
    accepted(await here.add());

    const [old] = accepted(await here.list(callOf('b'))).secrets;
    const ended = await here.end(old?.secretId ?? '', callOf('b'));

    expect([ended.ok, here.secrets().length]).toEqual([true, 1]);
  });
});

describe('the secrets of one who is no operator, or no longer', () => {
  /** What adding, listing and ending answer. */
  async function codes(deps: IssuerDeps, operatorId: string, by = call()): Promise<string[]> {
    const outcomes = [
      await addOperatorSecret(deps, by, { operatorId }),
      await listOperatorSecrets(deps, by, { operatorId }),
      await deleteOperatorSecret(deps, by, { operatorId, secretId: 'x' }),
    ];
    return outcomes.map((outcome) => refusalOf(outcome).code);
  }

  it('are nobody’s once it is revoked', async () => {
    const here = await start();
    accepted(await revokeOperator(here.deps, call(), here));

    expect(await codes(here.deps, here.operatorId)).toEqual(Array(3).fill('operator-not-active'));
  });

  it.each(['nobody', 'earlier', CLIENT_ID, 'no id'])('are not found: %s', async (operatorId) => {
    const here = world(account(), client(), operator({ clientId: 'earlier' }));

    expect(await codes(here.deps, operatorId)).toEqual(Array(3).fill('operator-not-found'));
    expect(here.pool.calls).toEqual([]);
  });

  it('need write:operators', async () => {
    const here = await start();
    const by = callOf('op', ['read:accounts', 'write:accounts']);

    expect(await codes(here.deps, here.operatorId, by)).toEqual(Array(3).fill('insufficient-scope'));
  });

  it('are not added to one that is revoked at this very moment', async () => {
    const here = await start();
    const revoke = () => revokeOperator(here.deps, call(), here);

    const outcome = await here.add(call(), through(here, interrupted(here.table, revoke)));

    expect([refusalOf(outcome).code, here.secrets()]).toEqual(['operator-not-active', []]);
    expect(actions(here.table)).not.toContain('operator.secret-added');
  });

  it('are not added by one who is revoked at this very moment', async () => {
    const here = await start();
    const revoke = () => revokeOperator(here.deps, call(), { operatorId: 'b' });
    const deps = through(here, interrupted(here.table, revoke));

    const outcome = await addOperatorSecret(deps, callOf('b'), { operatorId: 'weak' });

    expect([refusalOf(outcome).code, here.pool.secretsOf('weak').length]).toEqual(['invalid-credential', 1]);
    expect(actions(here.table)).not.toContain('operator.secret-added');
  });

  it.each([
    ['to an operator by the stack’s own', 'weak', 'invalid-credential'],
    ['to the stack’s own by itself', 'op', 'invalid-credential'],
  ])('are not added %s, which has no record and is revoked at this very moment', async (_, operatorId, code) => {
    const here = await start(issued('heir', { scopes: MANAGEMENT_CATALOGUE }));
    const revoke = () => revokeOperator(here.deps, callOf('heir'), { operatorId: 'op' });
    const deps = through(here, interrupted(here.table, revoke));

    const outcome = await addOperatorSecret(deps, call(), { operatorId });

    expect([refusalOf(outcome).code, here.pool.secretsOf(operatorId).length]).toEqual([code, 1]);
    expect(actions(here.table)).not.toContain('operator.secret-added');
  });

  it('are added by the stack’s own to two at once, though it has no record yet', async () => {
    const here = await start();
    const other = () => addOperatorSecret(here.deps, call(), { operatorId: 'weak' });
    const deps = through(here, interrupted(here.table, other));

    const outcome = await addOperatorSecret(deps, call(), { operatorId: 'op' });

    expect([outcome.ok, ...['op', 'weak'].map((id) => here.pool.secretsOf(id).length)]).toEqual([true, 2, 2]);
    expect(here.table.all('operator')).toContainEqual(operator());
  });

  it('are added by one who is revoked right afterwards', async () => {
    const here = await start();

    const added = await addOperatorSecret(here.deps, callOf('b'), { operatorId: 'weak' });
    const revoked = await revokeOperator(here.deps, call(), { operatorId: 'b' });

    expect([added.ok, revoked.ok, here.pool.secretsOf('weak').length]).toEqual([true, true, 2]);
  });

  it('are not found by another one’s id', async () => {
    const here = await start();

    const outcome = await here.end('another');

    expect([refusalOf(outcome).code, here.secrets()]).toEqual(['secret-not-found', [here.first]]);
  });
});
