import { readOperator } from '../../../lambda/core/operations/read-operator';
import { callOf, issued, stack } from '../../support/operators';
import { account, CLIENT_ID, client, NOW } from '../../support/records';
import { accepted, call, operator, refusalOf, world } from '../../support/world';

describe('reading an operator', () => {
  it.each([issued('b'), issued('b', { revokedAt: NOW })])('gives its record, revoked or not', async (record) => {
    const { deps } = stack(record);

    const result = accepted(await readOperator(deps, call(), { operatorId: 'b' }));

    expect(result).toEqual({ operator: record });
  });

  it('gives the stack’s own itself, also at its very first call', async () => {
    const { deps } = world();

    const own = { ...deps, bootstrapOperator: 'boot' };
    const result = accepted(await readOperator(own, callOf('boot'), { operatorId: 'boot' }));

    expect(result).toEqual({ operator: operator({ clientId: 'boot' }) });
  });

  it.each(['nobody', CLIENT_ID, 'no id', ''])('finds no operator %j', async (operatorId) => {
    const { deps } = stack(account(), client());

    const outcome = await readOperator(deps, call(), { operatorId });

    expect(refusalOf(outcome).code).toBe('operator-not-found');
  });

  it('needs write:operators, also for an operator that is not there', async () => {
    const { deps } = stack();

    const outcome = await readOperator(deps, callOf('op', ['read:accounts']), { operatorId: 'nobody' });

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
