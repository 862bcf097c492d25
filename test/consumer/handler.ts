import { PROBLEM_CODES, REJECTION_REASONS, withPrincipal } from 'sallyport/principal';

interface Event {
  readonly requestContext: { readonly requestId: string; readonly authorizer?: unknown };
}

export const handler = withPrincipal((_: Event, { accountId, scopes }) => ({
  statusCode: 200,
  body: JSON.stringify({ accountId, scopes }),
}));

export const lists = [PROBLEM_CODES.length, REJECTION_REASONS.length];
