import { listScopes } from '../../../lambda/management/operations/list-scopes';
import { accepted, CATALOGUE, call, refusalOf, world } from '../../support/world';

const actor = (...scopes: string[]) => ({ type: 'operator', clientId: 'op', scopes }) as const;

describe('listing the scopes', () => {
  it('gives the catalogue to whoever has any management scope', async () => {
    const { deps } = world();

    const result = accepted(await listScopes(deps, call({ actor: actor('revoke:keys') })));

    expect(result).toEqual(CATALOGUE);
  });

  it('refuses an operator without one', async () => {
    const { deps } = world();

    const outcome = await listScopes(deps, call({ actor: actor() }));

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });
});
