/** `sallyport/client`: the typed client of the management API, for Node.js 20 or later and for browsers. */
export { type Client, type ClientOptions, createClient } from './client';
export { randomKey } from './random-key';
export { NoAnswerError, ProblemError, TokenError } from './errors';
export { type ClientCredentials, clientCredentials, type TokenSource } from './tokens';
export type {
  Account,
  ApiKey,
  AuditEvent,
  FieldError,
  IssuedClient,
  IssuedKey,
  OAuthClient,
  Operator,
  ProblemCode,
  Usage,
  Verdict,
} from './types';
