/** The backend functions of the Orders API. Most answers show who called, in `calledBy`. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type LambdaHandler, type Principal, withFirstPartyPrincipal, withPrincipal } from 'sallyport/principal';
import { answer, findOrder, ORDERS } from './orders';

type Handler = LambdaHandler<APIGatewayProxyEvent, ReturnType<typeof answer>>;

/** The routes behind the doors `any`, `key` and `token`. Each handler asks for its scope, whichever route was judged. */
const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /orders': withPrincipal(listOrders, { requireScope: 'read:orders' }),
  'POST /orders': withPrincipal(placeOrder, { requireScope: 'write:orders' }),
  'GET /orders/{id}': withPrincipal(readOrder, { requireScope: 'read:orders' }),
  'DELETE /orders/{id}': withPrincipal(cancelOrder, { requireScope: 'write:orders' }),
  'GET /whoami': withPrincipal(tellCaller),
};

/** By the route that API Gateway judged: a caller can spell `event.path` so that it names another route. */
export const orders: Handler = async (event, context) =>
  (await ROUTES[`${event.httpMethod} ${event.resource}`]?.(event, context)) ?? noSuchRoute;

function listOrders(_: APIGatewayProxyEvent, calledBy: Principal): ReturnType<typeof answer> {
  return answer(200, { items: ORDERS, calledBy });
}

function placeOrder(event: APIGatewayProxyEvent, calledBy: Principal): ReturnType<typeof answer> {
  return withJson(event, (order) => answer(201, { id: event.requestContext.extendedRequestId, order, calledBy }));
}

function readOrder(event: APIGatewayProxyEvent, calledBy: Principal): ReturnType<typeof answer> {
  const order = findOrder(event.pathParameters?.id);
  return order === undefined ? noSuchOrder : answer(200, { ...order, calledBy });
}

function cancelOrder(event: APIGatewayProxyEvent): ReturnType<typeof answer> {
  return findOrder(event.pathParameters?.id) ? answer(204) : noSuchOrder;
}

function tellCaller(_: APIGatewayProxyEvent, calledBy: Principal): ReturnType<typeof answer> {
  return answer(200, { calledBy });
}

const noSuchRoute = answer(404, { message: 'There is no such route.' });
const noSuchOrder = answer(404, { message: 'There is no such order.' });

/**
 * The route behind the `cognito` door, for the team's own warehouse. API Gateway checked the token, and a JSON body,
 * before this function runs.
 */
export const recordShipment = withFirstPartyPrincipal((event: APIGatewayProxyEvent, calledBy) =>
  withJson(event, (shipment) => answer(201, { id: event.requestContext.extendedRequestId, shipment, calledBy })),
);

/** API Gateway validates only bodies of media types that have a model; any other body arrives here unchecked. */
function withJson(
  { headers, body }: APIGatewayProxyEvent,
  use: (value: unknown) => ReturnType<typeof answer>,
): ReturnType<typeof answer> {
  if (!isJson(headers)) return notJson;
  const value = parse(body);
  return value === undefined ? answer(400, { message: 'The body is not JSON.' }) : use(value);
}

function isJson(headers: APIGatewayProxyEvent['headers'] | null): boolean {
  const [, type = ''] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return /^application\/json *(;|$)/i.test(type);
}

const notJson = answer(415, {
  title: 'Unsupported Media Type',
  status: 415,
  detail: 'Send the body as application/json.',
});

function parse(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
