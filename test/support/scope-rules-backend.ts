/** Backends that tell the principal that they were given. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type FirstPartyPrincipal, type Principal, withFirstPartyPrincipal, withPrincipal } from 'sallyport/principal';

const tell = (_: APIGatewayProxyEvent, principal: Principal | FirstPartyPrincipal) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ principal }),
});

export const account = withPrincipal(tell);
export const team = withFirstPartyPrincipal(tell, {
  requireScope: { anyOf: ['orders/read:orders', 'orders/write:orders'] },
});
