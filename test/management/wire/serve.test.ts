import type { Log } from '../../../lambda/domain/ports/log';
import { done } from '../../../lambda/domain/outcome';
import { noContent } from '../../../lambda/management/wire/replies';
import { endpoint } from '../../../lambda/management/endpoints/endpoint';
import { accountParams } from '../../../lambda/management/endpoints/parts/request-parts';
import type { Call, Deps } from '../../../lambda/engine/context';
import { pathOnly } from '../../../lambda/management/wire/request-shape';
import { serve } from '../../../lambda/management/wire/serve';
import { deployment, eventOf, managementApi, REQUEST_ID, TRUST } from '../../support/management';
import { account, ACCOUNT_ID } from '../../support/records';
import { world } from '../../support/world';

const nothing = () => Promise.resolve(done(undefined));

/** An endpoint with this operation. */
const doing = (run: (deps: Deps, call: Call) => ReturnType<typeof nothing>) =>
  endpoint({
    route: 'DELETE /accounts/{accountId}',
    function: 'accounts',
    id: 'doSomething',
    summary: 'Do something',
    scopes: ['write:accounts'],
    ...pathOnly(accountParams),
    problems: [],
    run,
    reply: noContent,
  });

describe('serve', () => {
  it('logs one line for each answer: action, outcome and actor', async () => {
    const { send, lines } = deployment(account());

    await send(`GET /accounts/${ACCOUNT_ID}`);
    await send('GET /accounts/Acc0000009', { scopes: ['read:accounts'] });
    await send('GET /accounts', { claims: null });
    await send('POST /revocations', { claims: null, body: { key: 'x' } });
    await send('GET /nothing');

    const actor = 'operator:op';
    expect(lines).toEqual([
      { action: 'readAccount', outcome: 'ok', status: 200, requestId: REQUEST_ID, actor },
      { action: 'readAccount', outcome: 'account-not-found', status: 404, requestId: REQUEST_ID, actor },
      { action: 'listAccounts', outcome: 'invalid-credential', status: 401, requestId: REQUEST_ID },
      { action: 'revokeLeakedKey', outcome: 'invalid-request', status: 400, requestId: REQUEST_ID },
      { action: 'none', outcome: 'route-not-found', status: 404, requestId: REQUEST_ID, actor },
    ]);
  });

  it('gives the operation the origin from the event’s context, never from a header', async () => {
    const { deps } = world();
    const seen: unknown[] = [];
    const spy = doing((_deps, call) => {
      seen.push(call);
      return nothing();
    });

    await managementApi(
      deps,
      [],
      [spy],
    )(`DELETE /accounts/${ACCOUNT_ID}`, { headers: { 'X-Forwarded-For': '198.51.100.1' } });

    expect(seen).toMatchObject([{ sourceIp: '203.0.113.7', requestId: REQUEST_ID }]);
  });

  it('gives the operation the scopes that its endpoint requires, and the actor', async () => {
    const { deps } = world();
    const run = jest.fn<ReturnType<typeof nothing>, [Deps, Call]>(nothing);

    await managementApi(deps, [], [doing(run)])(`DELETE /accounts/${ACCOUNT_ID}`, { scopes: ['read:accounts'] });

    expect(run.mock.calls[0]?.[1]).toMatchObject({
      actor: { type: 'operator', clientId: 'op', scopes: ['read:accounts'] },
      requires: ['write:accounts'],
    });
  });

  it('tells an operator without the scope which scope is enough, as a token names it (RFC 6750 section 3)', async () => {
    const { send } = deployment(account());

    const { status, headers } = await send(`POST /accounts/${ACCOUNT_ID}/suspend`, { scopes: ['read:accounts'] });

    expect([status, headers['WWW-Authenticate']]).toEqual([
      403,
      `Bearer realm="management", error="insufficient_scope", scope="${TRUST.managementServer}/revoke:keys"`,
    ]);
  });

  it('trusts no claims if it is given no trust', async () => {
    const { deps } = world();
    const log: Log = {
      verdict: () => undefined,
      operation: () => undefined,
      task: () => undefined,
      failure: () => undefined,
    };

    const handler = serve([doing(nothing)], { deps, log });

    expect((await handler(eventOf(`DELETE /accounts/${ACCOUNT_ID}`))).statusCode).toBe(401);
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
