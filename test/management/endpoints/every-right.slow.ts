/** Who may do what on every route, generated from the route table: each scope alone, and callers who are no operators. */
import { MANAGEMENT_CATALOGUE, type ManagementScope } from '../../../lambda/domain/policy';
import { GUARDED_ROUTES, type Route } from '../../support/endpoints';
import { managementApi } from '../../support/management';
import { everything, good, nameOf, pathOf, stocked } from '../../support/stocked';

const deployment = (route?: Route) => {
  const made = stocked(route);
  return { ...made, before: everything(made), send: managementApi(made.deps) };
};

/** The kind of the record in a reply. Who has neither its `read:` nor its `write:` scope sees nothing but its state. */
const KIND_OF: Readonly<Record<string, string>> = {
  AccountNow: 'accounts',
  Key: 'keys',
  OAuthClient: 'clients',
  Operator: 'operators',
};
function showsTo({ reply }: Route, scope: ManagementScope): boolean {
  const kind = KIND_OF[reply.schemas[200] ?? ''];
  return kind === undefined || [`read:${kind}`, `write:${kind}`].includes(scope);
}

describe('rights', () => {
  const matrix = GUARDED_ROUTES.flatMap((route) =>
    MANAGEMENT_CATALOGUE.map((scope: ManagementScope) => {
      return { name: nameOf(route), scope, allowed: route.scopes.includes(scope), route };
    }),
  );
  test.each(matrix)('$name with $scope alone: $allowed', async ({ scope, allowed, route }) => {
    const { before, send, ...made } = deployment(route);

    const { status, body, headers } = await send(pathOf(route), { ...good(route), scopes: [scope] });

    if (allowed) {
      expect([401, 403]).not.toContain(status);
      if (!showsTo(route, scope)) {
        expect(body).toEqual({ id: body.id, status: expect.any(String), version: expect.any(Number) });
        expect(headers['ETag']).toBe(`"${body.version}"`);
      }
    } else {
      expect(body).toMatchObject({ status: 403, type: expect.stringMatching(/insufficient-scope$/) });
      expect(everything(made)).toBe(before);
    }
  });

  // Who calls a route of people alone: `people-routes.test.ts`.
  test.each(GUARDED_ROUTES.filter(({ scopes }) => scopes.length > 0).map((route) => [nameOf(route), route] as const))(
    '%s refuses claims that make no operator with 401, whatever they say of scopes',
    async (_, route) => {
      const strangers = [
        null,
        { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' },
        { iss: undefined },
        { token_use: 'id' },
        { client_id: undefined },
        { client_id: '' },
        { scope: undefined },
        { client_id: 'unknown' },
      ];
      const { before, send, ...made } = deployment(route);

      for (const claims of strangers) {
        const refused = await send(pathOf(route), { ...good(route), claims });
        expect(refused.body).toMatchObject({ status: 401, type: expect.stringMatching(/invalid-credential$/) });
        expect(refused.headers['WWW-Authenticate']).toBe('Bearer realm="management"');
      }
      expect(everything(made)).toBe(before);
    },
  );

  test('scopes of another resource server open nothing', async () => {
    const { send } = deployment();

    const refused = await send('GET /accounts', { claims: { scope: 'orders/read:accounts read:accounts' } });

    expect(refused.status).toBe(403);
  });
});
