/** The functions behind the doors. Each answer shows who called. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Principal, withFirstPartyPrincipal, withPrincipal } from 'sallyport/principal';
import { answer, findOrder, ORDERS } from './orders';

/** The routes that take a key or an account's token. */
export const orders = withPrincipal((event: APIGatewayProxyEvent, calledBy) => {
  switch (`${event.httpMethod} ${event.resource}`) {
    case 'GET /orders':
      return answer(200, { items: ORDERS, calledBy });
    case 'GET /orders/{id}':
      return readOrder(event, calledBy);
    case 'DELETE /orders/{id}':
      return findOrder(event.pathParameters?.id) ? answer(204) : noSuchOrder;
    default:
      return answer(200, { calledBy });
  }
});

function readOrder(event: APIGatewayProxyEvent, calledBy: Principal): ReturnType<typeof answer> {
  const order = findOrder(event.pathParameters?.id);
  return order === undefined ? noSuchOrder : answer(200, { ...order, calledBy });
}

const noSuchOrder = answer(404, { message: 'There is no such order.' });

/** The route behind the `cognito` door: the gateway checked the token before this runs, and a JSON body too. */
export const placeOrder = withFirstPartyPrincipal((event: APIGatewayProxyEvent, calledBy) => {
  if (!isJson(event.headers)) return notJson;
  const order = parse(event.body);
  if (order === undefined) return answer(400, { message: 'The body is not JSON.' });
  return answer(201, { id: event.requestContext.extendedRequestId, order, calledBy });
});

/** The gateway validates by media type: of any type without a model it passes the body on unread. */
function isJson(headers: APIGatewayProxyEvent['headers'] | null): boolean {
  const [, type = ''] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return /^application\/json *(;|$)/i.test(type);
}

const notJson = answer(415, {
  title: 'Unsupported Media Type',
  status: 415,
  detail: 'Send the order as application/json.',
});

function parse(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
