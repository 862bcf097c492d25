import { actorOf } from '../../../lambda/management/wire/actor';
import { eventOf, personClaims, TRUST } from '../../support/management';
import { subjectOf } from '../../support/memory-people';

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

describe('a person', () => {
  const person = (more: Readonly<Record<string, unknown>> = {}) => actor({ ...personClaims(subjectOf(1)), ...more });

  it('is known by the subject, and is an operator by the group alone', () => {
    const group = (groups: unknown) => person({ 'cognito:groups': groups });

    expect(person()).toEqual({ type: 'person', subject: subjectOf(1), isOperator: false });
    for (const groups of ['operators', 'a,operators', 'operators,b'])
      expect(group(groups)).toMatchObject({ isOperator: true });
    for (const groups of ['', 'operator', 'Operators', 'operators2', 'my operators', ['operators']])
      expect(group(groups)).toMatchObject({ isOperator: false });
  });

  it('gets nothing by the scopes of operators, and an operator nothing by that of people', () => {
    const scope = `${TRUST.people.server}/portal orders-management/write:operators`;

    expect(person({ scope })).toEqual({ type: 'person', subject: subjectOf(1), isOperator: false });
    expect(actor({ scope, 'cognito:groups': 'operators' })).toMatchObject({ scopes: ['write:operators'] });
  });

  it.each([
    { scope: 'openid email' },
    { scope: 'portal' },
    { scope: 'other-people/portal' },
    { scope: undefined },
    { token_use: 'id' },
    { sub: 'ada' },
    { sub: undefined },
    { iss: `${TRUST.people.issuer}/` },
  ])('is nobody with the claims %j', (claims) => {
    expect(person(claims)).toBeUndefined();
  });

  it('is nobody in a deployment without a portal', () => {
    const event = eventOf('GET /accounts', { claims: personClaims(subjectOf(1)) });

    expect(actorOf(event, { ...TRUST, people: undefined })).toBeUndefined();
  });
});
