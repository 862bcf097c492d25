/** The backend functions of the Orders API. Most answers show who called, in `calledBy`. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Principal, withFirstPartyPrincipal, withPrincipal } from 'sallyport/principal';
import { answer, findOrder, ORDERS } from './orders';

/** The routes behind the doors `any`, `key` and `token`. */
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

/** The route behind the `cognito` door. API Gateway checked the token, and a JSON body, before this function runs. */
export const placeOrder = withFirstPartyPrincipal((event: APIGatewayProxyEvent, calledBy) => {
  if (!isJson(event.headers)) return notJson;
  const order = parse(event.body);
  if (order === undefined) return answer(400, { message: 'The body is not JSON.' });
  return answer(201, { id: event.requestContext.extendedRequestId, order, calledBy });
});

/** API Gateway validates only bodies of media types that have a model; any other body arrives here unchecked. */
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
