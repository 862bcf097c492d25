/** The context of a principal reads back as the same principal, so a test of a handler can make one. */
import fc from 'fast-check';
import type { ScopeRule } from '../../../lambda/domain/scopes';
import { type Principal, principalContext, readPrincipal } from '../../../lambda/doors/backend/principals';

const scope = fc.stringMatching(/^[a-z]{1,8}:[a-z]{1,8}$/);
const several = fc.array(scope, { minLength: 2, maxLength: 4 });
const text = fc.string({ minLength: 1 });
const principals: fc.Arbitrary<Principal> = fc.record(
  {
    type: fc.constantFrom('apiKey' as const, 'client' as const),
    accountId: text,
    credentialId: text,
    scopes: fc.array(scope),
    environment: fc.constantFrom('live' as const, 'test' as const),
    metadata: fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((value) => JSON.parse(JSON.stringify(value)) as object as Record<string, unknown>),
    route: text,
    scope: fc.oneof(
      fc.constant(null),
      scope,
      several.map((anyOf): ScopeRule => ({ anyOf })),
      several.map((allOf): ScopeRule => ({ allOf })),
    ),
    plan: text,
  },
  { requiredKeys: ['type', 'accountId', 'credentialId', 'scopes', 'environment', 'metadata', 'route', 'scope'] },
);

test('a principal, written into the context and read back, is the same', () => {
  fc.assert(
    fc.property(principals, (principal) => {
      const context = principalContext(principal);

      expect(readPrincipal(context)).toEqual(principal);
      // API Gateway refuses lists and objects.
      expect(Object.values(context).every((value) => typeof value === 'string')).toBe(true);
    }),
  );
});
