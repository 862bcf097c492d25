/** A Hono app behind a door: each of its handlers reads the principal. */
import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { type Principal, withPrincipal } from 'sallyport/principal';

type ProxyEvent = Extract<LambdaEvent, { resource: string }>;

export const handler = withPrincipal((event: ProxyEvent, principal: Principal) => {
  const app = new Hono();
  app.get('/things', (context) => context.json({ calledBy: principal.accountId }));
  return handle(app)(event);
});
