/** What a backend's handler is given, as the compiler sees it. */
import type { APIGatewayProxyEvent, APIGatewayProxyHandler, APIGatewayProxyResult } from 'aws-lambda';
import {
  PROBLEM_CODES,
  type ProblemCode,
  REJECTION_REASONS,
  type RejectionReason,
  withFirstPartyPrincipal,
  withPrincipal,
} from 'sallyport/principal';

PROBLEM_CODES satisfies readonly ProblemCode[];
REJECTION_REASONS satisfies readonly RejectionReason[];
'insufficient-scope' satisfies ProblemCode & RejectionReason;
// @ts-expect-error: no such code
'no-such-problem' satisfies ProblemCode;
// @ts-expect-error: no such reason
'no-such-reason' satisfies RejectionReason;

const answer: APIGatewayProxyResult = { statusCode: 200, body: '' };

export const judged: APIGatewayProxyHandler = withPrincipal((event: APIGatewayProxyEvent, principal) => {
  principal.accountId satisfies string;
  principal.scopes satisfies readonly string[];
  principal.route satisfies string;
  principal.scope satisfies string | null;
  // @ts-expect-error: a route that needs no scope has none
  principal.scope satisfies string;
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

export const asking = withPrincipal(() => answer, { requireScope: 'write:orders' }) satisfies APIGatewayProxyHandler;
// @ts-expect-error: one scope a handler
withPrincipal(() => answer, { requireScope: ['write:orders'] });
// @ts-expect-error: no such option
withFirstPartyPrincipal(() => answer, { requiredScope: 'orders/write:orders' });
