/** The route behind the `cognito` door: the gateway checked token and body before this runs. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { withFirstPartyPrincipal } from 'sallyport/principal';
import { answer } from '../orders';

export const handler = withFirstPartyPrincipal((event: APIGatewayProxyEvent, calledBy) => {
  const order: unknown = JSON.parse(event.body ?? 'null');
  return answer(201, { id: event.requestContext.requestId, order, calledBy });
});
