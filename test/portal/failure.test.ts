import { NoAnswerError, ProblemError, TokenError } from '../../client';
import { errorAt, errorsBeside, failureOf } from '../../portal/data/failure';
import { may } from '../../portal/data/me';

const problem = (status: number) =>
  new ProblemError({
    type: 'https://example.com/problems/invalid-request',
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

  it('stands at its field, and beside the fields otherwise', () => {
    const failure = failureOf(problem(400));

    expect(errorAt(failure, '/scopes')).toBe('Unknown.');
    expect(errorAt(failure, '/label')).toBeUndefined();
    expect(errorAt(undefined, '/label')).toBeUndefined();
    expect(errorsBeside(failure, ['/scopes', '/label'])).toEqual(['/scopesOther Odd.', 'Too large.']);
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
