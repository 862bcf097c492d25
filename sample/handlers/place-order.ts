/** The route behind the `cognito` door: the gateway checked token and body before this runs. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { withFirstPartyPrincipal } from 'sallyport/principal';
import { answer } from '../orders';

export const handler = withFirstPartyPrincipal((event: APIGatewayProxyEvent, calledBy) => {
  const order = parse(event.body);
  if (order === undefined) return answer(400, { message: 'The body is not JSON.' });
  return answer(201, { id: event.requestContext.requestId, order, calledBy });
});

/** The gateway validates bodies of the type application/json; of any other it passes them on as they are. */
function parse(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
