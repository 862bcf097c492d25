import type { Log } from '../../../lambda/domain/log';
import { done } from '../../../lambda/domain/outcome';
import { noContent } from '../../../lambda/management/wire/replies';
import type { RouteKey } from '../../../lambda/management/wire/routes';
import { guarded, open, serve } from '../../../lambda/management/wire/serve';
import { deployment, eventOf, managementApi, REQUEST_ID, TRUST } from '../../support/management';
import { account, ACCOUNT_ID } from '../../support/records';
import { world } from '../../support/world';

const nothing = () => Promise.resolve(done(undefined));

describe('an endpoint', () => {
  it('cannot serve a guarded route openly, nor an open one guarded, nor one that is not in the table', () => {
    expect(() => open('GET /accounts', nothing, noContent)).toThrow('GET /accounts is not an open route');
    expect(() => guarded('POST /revocations', nothing, noContent)).toThrow('POST /revocations is an open route');
    expect(() => guarded('GET /nothing' as RouteKey, nothing, noContent)).toThrow('GET /nothing is not a route');
  });
});

describe('serve', () => {
  it('logs one line an answer: what was done, how it ended and by whom', async () => {
    const { send, lines } = deployment(account());

    await send(`GET /accounts/${ACCOUNT_ID}`);
    await send('GET /accounts/Acc0000009', { scopes: ['read:accounts'] });
    await send('GET /accounts', { claims: null });
    await send('POST /revocations', { claims: null, body: { key: 'x' } });
    await send('GET /nothing');

    const actor = 'operator:op';
    expect(lines).toEqual([
      { action: 'account.read', outcome: 'ok', status: 200, requestId: REQUEST_ID, actor },
      { action: 'account.read', outcome: 'account-not-found', status: 404, requestId: REQUEST_ID, actor },
      { action: 'account.list', outcome: 'invalid-credential', status: 401, requestId: REQUEST_ID },
      { action: 'POST /revocations', outcome: 'invalid-request', status: 400, requestId: REQUEST_ID },
      { action: 'none', outcome: 'route-not-found', status: 404, requestId: REQUEST_ID, actor },
    ]);
  });

  it('gives the operation its origin from the gateway and never from a header', async () => {
    const { deps } = world();
    const seen: unknown[] = [];
    const spy = guarded(
      'DELETE /accounts/{accountId}',
      (_deps, call) => {
        seen.push(call);
        return nothing();
      },
      noContent,
    );

    await managementApi(
      deps,
      [],
      [spy],
    )(`DELETE /accounts/${ACCOUNT_ID}`, { headers: { 'X-Forwarded-For': '198.51.100.1' } });

    expect(seen).toMatchObject([{ sourceIp: '203.0.113.7', requestId: REQUEST_ID }]);
  });

  it('lets no operation begin for an actor without the right', async () => {
    const { deps } = world();
    const run = jest.fn(nothing);
    const send = managementApi(deps, [], [guarded('DELETE /accounts/{accountId}', run, noContent)]);

    const refused = await send(`DELETE /accounts/${ACCOUNT_ID}`, { scopes: ['read:accounts'] });

    expect(refused.status).toBe(403);
    expect(run).not.toHaveBeenCalled();
  });

  it('trusts no claims where every route is open', async () => {
    const { deps } = world();
    const log: Log = {
      verdict: () => undefined,
      operation: () => undefined,
      task: () => undefined,
      failure: () => undefined,
    };

    const handler = serve([guarded('GET /scopes', nothing, noContent)], { deps, log });

    expect((await handler(eventOf('GET /scopes'))).statusCode).toBe(401);
  });

  it.each(['orders-management', '', undefined, { iss: TRUST.issuer }, []])(
    'makes no operator of the claims %j',
    async (claims) => {
      const { send } = deployment();
      const requestContext = { ...eventOf('GET /accounts').requestContext, authorizer: { claims } };

      expect((await send('GET /accounts', { event: { requestContext } })).status).toBe(401);
    },
  );
});
