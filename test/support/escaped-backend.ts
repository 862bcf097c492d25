/** Backends that read `event.path`, one that trusts it and one that asks for the scope of what it does. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type LambdaHandler, type Principal, withPrincipal } from 'sallyport/principal';

/** What ran, for whom, and the event that the handler was given. */
const tell = (ran: string) => (event: APIGatewayProxyEvent, principal: Principal) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ ran, principal, event }),
});
type Handler = LambdaHandler<APIGatewayProxyEvent, ReturnType<ReturnType<typeof tell>>>;
const isSecret = ({ path }: APIGatewayProxyEvent): boolean => /\/(?:admin|secret)$/.test(path);

/** The danger: what runs depends on the path, and nobody asks again. */
export const trusting: Handler = withPrincipal((event: APIGatewayProxyEvent, principal) =>
  tell(isSecret(event) ? 'secret' : 'plain')(event, principal),
);

const plain: Handler = withPrincipal(tell('plain'), { requireScope: 'read:orders' });
const secret: Handler = withPrincipal(tell('secret'), { requireScope: 'write:orders' });

/** The first mend: each handler asks for its own scope. */
export const asking: Handler = (event, context) => (isSecret(event) ? secret : plain)(event, context);

/** The second mend: what runs depends on the route that was judged. */
export const judged: Handler = withPrincipal((event: APIGatewayProxyEvent, principal) =>
  tell(/\/(?:admin|secret)$/.test(event.resource) ? 'secret' : 'plain')(event, principal),
);
