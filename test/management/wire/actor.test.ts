import { actorOf } from '../../../lambda/management/wire/actor';
import { eventOf, TRUST } from '../../support/management';

const actor = (claims: Readonly<Record<string, unknown>> | null) =>
  actorOf(eventOf('GET /accounts', { claims }), TRUST);

describe('the actor of a call', () => {
  it('is the operator of the token’s client, with its management scopes alone', () => {
    const scope =
      'orders-management/read:keys orders/read:orders orders-managemenX/write:keys orders-management/write:x';

    expect(actor({ client_id: 'op', scope })).toEqual({
      type: 'operator',
      clientId: 'op',
      scopes: ['read:keys', 'write:x'],
    });
  });

  it('may be an operator without any scope', () => {
    expect(actor({ scope: '' })).toMatchObject({ type: 'operator', scopes: [] });
  });

  it.each([
    { iss: `${TRUST.issuer}/` },
    { iss: TRUST.issuer.toUpperCase() },
    { iss: [TRUST.issuer] },
    { token_use: 'id' },
    { token_use: undefined },
    { client_id: ['op'] },
    { scope: ['orders-management/read:keys'] },
  ])('is undefined with the claims %j', (claims) => {
    expect(actor(claims)).toBeUndefined();
  });

  it('is undefined when the event has no claims', () => {
    expect(actor(null)).toBeUndefined();
  });
});
