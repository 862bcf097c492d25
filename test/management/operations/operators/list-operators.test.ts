import { issueOperator } from '../../../../lambda/management/operations/operators/operator-changes';
import { listOperators } from '../../../../lambda/management/operations/operators/operator-reads';
import { callOf, issued, roster } from '../../../support/operators';
import { NOW } from '../../../support/records';
import { accepted, call, operator, refusalOf, world } from '../../../support/world';

describe('listing operators', () => {
  it('gives the stack’s own first, then those issued, in order of issue', async () => {
    const { deps } = world(issued('a'), issued('b'), issued('c', { revokedAt: NOW }), roster('b', 'a'));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), issued('b'), issued('a')]);
  });

  it('gives the stack’s own alone where nobody was issued', async () => {
    const here = world();

    const { operators } = accepted(await listOperators({ ...here.deps, bootstrapOperator: 'boot' }, callOf('boot')));

    expect(operators).toEqual([operator({ clientId: 'boot' })]);
  });

  it('gives the stack’s own, which has no record and gets none', async () => {
    const here = world(issued('b'), roster('b'));

    const { operators } = accepted(await listOperators({ ...here.deps, bootstrapOperator: 'boot' }, callOf('b')));

    expect(operators).toEqual([operator({ clientId: 'boot' }), issued('b')]);
    expect(here.table.all('operator')).toEqual([issued('b')]);
  });

  it('leaves out a stack’s own that is revoked, and that of an earlier stack', async () => {
    const here = world(issued('b'), roster('b'), operator({ clientId: 'boot', revokedAt: NOW }));

    const { operators } = accepted(await listOperators({ ...here.deps, bootstrapOperator: 'boot' }, callOf('b')));

    expect(operators).toEqual([issued('b')]);
  });

  it('holds one that was issued a moment ago', async () => {
    const { deps } = world();
    const asked = { label: 'Deploys', scopes: ['read:keys'], tokenLifetimeMinutes: 60 };
    const made = accepted(await issueOperator(deps, call(), asked));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), made.operator]);
  });

  it('gives all of a full roster and the stack’s own', async () => {
    const many = Array.from({ length: 100 }, (_, n) => issued(`b${n}`));
    const { deps } = world(...many, roster(...many.map(({ clientId }) => clientId)));

    const { operators } = accepted(await listOperators(deps, call()));

    expect(operators).toEqual([operator(), ...many]);
  });

  it('needs write:operators', async () => {
    const { deps } = world();

    const outcome = await listOperators(deps, callOf('op', ['read:accounts']));

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
