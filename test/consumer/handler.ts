import { withPrincipal } from 'sallyport/principal';

interface Event {
  readonly requestContext: { readonly requestId: string; readonly authorizer?: unknown };
}

export const handler = withPrincipal((_: Event, { accountId, scopes }) => ({
  statusCode: 200,
  body: JSON.stringify({ accountId, scopes }),
}));
