/** The routes that take a key or an account's token. Each answer shows who called. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Principal, withPrincipal } from 'sallyport/principal';
import { answer, findOrder, ORDERS } from '../orders';

export const handler = withPrincipal((event: APIGatewayProxyEvent, calledBy) => {
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
