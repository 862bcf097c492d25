import { readOperator } from '../../../../lambda/management/operations/operators/operator-reads';
import { callOf, issued, roster } from '../../../support/operators';
import { account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, call, operator, refusalOf, world } from '../../../support/world';

describe('reading an operator', () => {
  it.each([issued('b'), issued('b', { revokedAt: NOW })])('gives its record, revoked or not', async (record) => {
    const { deps } = world(record);

    const result = accepted(await readOperator(deps, call(), { operatorId: 'b' }));

    expect(result).toEqual({ operator: record });
  });

  it.each([
    ['to itself', 'boot'],
    ['to another', 'b'],
  ])('gives the stack’s own, which has no record and gets none, %s', async (_, by) => {
    const { deps, table } = world(issued('b'), roster('b'));

    const own = { ...deps, bootstrapOperator: 'boot' };
    const result = accepted(await readOperator(own, callOf(by), { operatorId: 'boot' }));

    expect(result).toEqual({ operator: operator({ clientId: 'boot' }) });
    expect(table.all('operator')).toEqual([issued('b')]);
  });

  it.each(['nobody', 'earlier', CLIENT_ID, 'no id', ''])('finds no operator %j', async (operatorId) => {
    const { deps } = world(account(), client(), operator({ clientId: 'earlier' }));

    const outcome = await readOperator(deps, call(), { operatorId });

    expect(refusalOf(outcome).code).toBe('operator-not-found');
  });

  it('needs write:operators, also for an operator that is not there', async () => {
    const { deps } = world();

    const outcome = await readOperator(deps, callOf('op', ['read:accounts']), { operatorId: 'nobody' });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
