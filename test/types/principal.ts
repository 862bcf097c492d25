/** What a backend's handler is given, as the compiler sees it. */
import type { APIGatewayProxyEvent, APIGatewayProxyHandler, APIGatewayProxyResult } from 'aws-lambda';
import { withFirstPartyPrincipal, withPrincipal } from 'sallyport/principal';

const answer: APIGatewayProxyResult = { statusCode: 200, body: '' };

export const judged: APIGatewayProxyHandler = withPrincipal((event: APIGatewayProxyEvent, principal) => {
  principal.accountId satisfies string;
  principal.scopes satisfies readonly string[];
  // @ts-expect-error: what was proved is not changed
  principal.accountId = event.path;
  return answer;
});

export const firstParty: APIGatewayProxyHandler = withFirstPartyPrincipal((_: APIGatewayProxyEvent, principal) => {
  principal.clientId satisfies string;
  // @ts-expect-error: a team's own client belongs to no account
  principal.accountId satisfies unknown;
  return answer;
});
