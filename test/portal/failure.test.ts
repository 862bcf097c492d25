import { NoAnswerError, ProblemError, TokenError } from '../../client';
import { errorAt, errorsBeside, failureOf, mayBeDone, ofChange, SetupError } from '../../portal/data/failure';
import { may } from '../../portal/data/me';

const problem = (status: number, type = 'https://example.com/problems/invalid-request') =>
  new ProblemError({
    type,
    title: 'Invalid request',
    status,
    detail: 'Two members are wrong.',
    instance: '/requests/r1',
    errors: [
      { pointer: '/scopes/0', detail: 'Unknown.' },
      { pointer: '/scopesOther', detail: 'Odd.' },
      { parameter: 'limit', detail: 'Too large.' },
    ],
  });

describe('what a person is told of a failure', () => {
  it('is the problem with its page and the id of the request', () => {
    expect(failureOf(problem(400))).toMatchObject({
      kind: 'problem',
      code: 'invalid-request',
      detail: 'Two members are wrong.',
      page: 'https://example.com/problems/invalid-request',
      requestId: 'r1',
    });
  });

  it.each([
    ['the end of the session', problem(401), 'ended'],
    ['the end of the session', new TokenError('invalid_grant', 400), 'ended'],
    ['no answer', new TokenError('temporarily_unavailable', 503), 'offline'],
    ['no answer', new NoAnswerError('no answer'), 'offline'],
    ['a mistake of the page', new TypeError('x is undefined'), 'defect'],
  ])('is %s: %s', (_, error, kind) => {
    expect(failureOf(error).kind).toBe(kind);
  });

  it.each(['javascript:alert(1)//x', 'data:text/html,x', 'http://example.com/x', 'about:blank', 'x'])(
    'never leads to %s',
    (type) => {
      expect(failureOf(problem(400, type))).toMatchObject({ kind: 'problem', requestId: 'r1' });
      expect(failureOf(problem(400, type))).not.toHaveProperty('page');
    },
  );

  it('is a mistake of the page around in its own words, also where the client found it', () => {
    const error = new NoAnswerError('no answer', { cause: new SetupError('There is no token.') });

    expect(failureOf(error)).toMatchObject({ kind: 'defect', detail: 'There is no token.' });
  });

  it('stands at its field, and beside the fields otherwise', () => {
    const failure = failureOf(problem(400));

    expect(errorAt(failure, '/scopes')).toBe('Unknown.');
    expect(errorAt(failure, '/label')).toBeUndefined();
    expect(errorAt(undefined, '/label')).toBeUndefined();
    expect(errorsBeside(failure, ['/scopes', '/label'])).toEqual(['/scopesOther Odd.', 'Too large.']);
  });
});

describe('a change that failed', () => {
  const running = problem(409, 'https://example.com/problems/idempotency-in-progress');

  it.each([
    ['a refusal', problem(400), false],
    ['a conflict', problem(409), false],
    ['a request that still runs', running, true],
    ['too many requests, which says nothing of an earlier try', problem(429), true],
    ['an error of the service', problem(500), true],
    ['a service that is not there', problem(503), true],
    ['a session that ended', problem(401), true],
    ['no answer', new NoAnswerError('no answer'), true],
  ])('may be done already after %s: %s → %s', (_, error, expected) => {
    expect(mayBeDone(failureOf(error))).toBe(expected);
  });

  it.each([
    ['an error of the service', problem(504), true],
    ['no answer', new NoAnswerError('no answer'), true],
    ['a refusal', problem(403), false],
  ])('says after %s whether another try is safe', (_, error, isTold) => {
    const before = failureOf(error);
    const { detail } = ofChange(before);

    expect(detail.startsWith(before.detail)).toBe(true);
    expect(detail.includes('To press the button again is safe')).toBe(isTold);
  });

  it('tells a person nothing of the headers that a program repeats', () => {
    const told = ofChange(failureOf(problem(503, 'https://example.com/problems/dependency-unavailable')));

    expect(told.detail).toMatch(/^It is not known whether it took effect\./);
  });
});

describe('the role of a person', () => {
  it.each([
    ['viewer', 'viewer', true],
    ['viewer', 'developer', false],
    ['developer', 'owner', false],
    ['owner', 'developer', true],
    [undefined, 'viewer', false],
  ] as const)('%s may do what needs %s: %s', (role, least, allowed) => {
    expect(may({ operator: false }, role, least)).toBe(allowed);
  });

  it('is all of them for a person who is an operator', () => {
    expect(may({ operator: true }, undefined, 'owner')).toBe(true);
  });
});
