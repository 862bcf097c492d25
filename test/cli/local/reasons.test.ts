/** A refusal has words, and they are true of the route. */
import type { GuardedRoute } from '../../../cli/local/guarded-routes';
import { inWords } from '../../../cli/local/reasons';
import { REJECTION_REASONS } from '../../../lambda/domain/vocabulary';

const route = (door: GuardedRoute['door'], scope?: string): GuardedRoute => ({
  method: 'GET',
  path: '/',
  door,
  scope,
  bodySchema: undefined,
});

test.each(REJECTION_REASONS.filter((reason) => reason !== 'source-unknown'))('%s has words', (reason) => {
  expect(inWords(reason, route('any', 'read:orders'))).toMatch(new RegExp(`^${reason}: \\w+ \\w+`));
});

test.each([
  ['wrong-kind', route('key'), 'wrong-kind: an access token at a key door'],
  ['wrong-kind', route('token'), 'wrong-kind: an API key at a token door'],
  ['wrong-kind', undefined, 'wrong-kind'],
  ['insufficient-scope', route('any', 'a:b or c:d'), 'insufficient-scope: the route asks for a:b or c:d'],
  ['UNAUTHORIZED', route('cognito', 'a:b'), 'UNAUTHORIZED: a cognito door takes a first-party client’s token with a:b'],
  ['UNAUTHORIZED', route('any', 'a:b'), 'UNAUTHORIZED'],
  ['key-limit-reached', route('any'), 'key-limit-reached'],
  ['constructor', route('any'), 'constructor'],
])('%s at this route: %j', (reason, at, words) => {
  expect(inWords(reason, at)).toBe(words);
});
