import { issueOperator } from '../../../lambda/core/operations/issue-operator';
import { listOperators } from '../../../lambda/core/operations/list-operators';
import { callOf, issued, roster, stack } from '../../support/operators';
import { NOW } from '../../support/records';
import { accepted, call, operator, refusalOf, world } from '../../support/world';

describe('listing operators', () => {
  it('gives the stack’s own first, then those issued, in order of issue', async () => {
    const { deps } = stack(issued('a'), issued('b'), issued('c', { revokedAt: NOW }), roster('b', 'a'));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), issued('b'), issued('a')]);
  });

  it('gives the stack’s own alone where nobody was issued, also at its very first call', async () => {
    const here = world();

    const { operators } = accepted(await listOperators({ ...here.deps, bootstrapOperator: 'boot' }, callOf('boot')));

    expect(operators).toEqual([operator({ clientId: 'boot' })]);
  });

  it.each([
    ['that has not called yet', []],
    ['that is revoked', [operator({ clientId: 'boot', revokedAt: NOW })]],
  ])('leaves out a stack’s own %s', async (_, records) => {
    const here = world(issued('b'), roster('b'), ...records);

    const { operators } = accepted(await listOperators({ ...here.deps, bootstrapOperator: 'boot' }, callOf('b')));

    expect(operators).toEqual([issued('b')]);
  });

  it('holds one that was issued a moment ago', async () => {
    const { deps } = stack();
    const asked = { label: 'Deploys', scopes: ['read:keys'] };
    const made = accepted(await issueOperator(deps, call(), asked));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), made.operator]);
  });

  it('gives all of a full roster and the stack’s own', async () => {
    const many = Array.from({ length: 100 }, (_, n) => issued(`b${n}`));
    const { deps } = stack(...many, roster(...many.map(({ clientId }) => clientId)));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), ...many]);
  });

  it('needs write:operators', async () => {
    const { deps } = stack();

    const outcome = await listOperators(deps, callOf('op', ['read:accounts']));

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
