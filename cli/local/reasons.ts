/** Why a request was refused, in words: the code of the log line, and what it means for this route. */
import type { InvalidReason, DeniedReason } from '../../lambda/doors/verdict';
import type { GuardedRoute } from './guarded-routes';

type Words = string | ((route: GuardedRoute) => string);

const WORDS: Readonly<Record<InvalidReason | DeniedReason, Words>> = {
  'none-sent': 'no API key and no access token',
  'several-sent': 'more than one credential',
  'in-query': 'a credential in the query string',
  'wrong-kind': ({ door }) => (door === 'key' ? 'an access token at a key door' : 'an API key at a token door'),
  malformed: 'neither the form of a key nor of an access token',
  unknown: 'no such key, or a client that no account owns',
  mismatch: 'a key with a wrong secret',
  'wrong-environment': 'a key of another deployment or environment',
  revoked: 'the key or client was revoked',
  suspended: 'the key or client is suspended',
  expired: 'the key is past its end',
  'not-yet-valid': 'the key is before its start',
  'account-suspended': 'the account is suspended',
  'network-not-allowed': 'the caller’s address is in no allowed network',
  'insufficient-scope': ({ scope = 'another scope' }) => `the route asks for ${scope}`,
  'token-invalid': 'the token’s signature or claims are wrong',
  'token-expired': 'the token is past its end',
  'token-revoked': 'the client’s tokens were revoked after this one was issued',
};

const isKnown = (reason: string): reason is keyof typeof WORDS => Object.hasOwn(WORDS, reason);

/** `wrong-kind: an API key at a token door`; a reason without words stays as it is. */
export function inWords(reason: string, route: GuardedRoute | undefined): string {
  if (reason === 'UNAUTHORIZED' && route?.door === 'cognito') {
    return `${reason}: a cognito door takes a first-party client’s token with ${route.scope ?? 'a scope'}`;
  }
  const words = isKnown(reason) ? WORDS[reason] : undefined;
  if (typeof words !== 'function') return words === undefined ? reason : `${reason}: ${words}`;
  return route === undefined ? reason : `${reason}: ${words(route)}`;
}
