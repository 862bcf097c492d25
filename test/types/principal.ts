/** What a backend's handler is given, as the compiler sees it. */
import type { APIGatewayProxyEvent, APIGatewayProxyHandler, APIGatewayProxyResult } from 'aws-lambda';
import {
  PROBLEM_CODES,
  type ProblemCode,
  REJECTION_REASONS,
  type Principal,
  type PrincipalContext,
  principalContext,
  type RejectionReason,
  type ScopeRule,
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
  principal.scope satisfies ScopeRule | null;
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
withPrincipal(() => answer, { requireScope: { anyOf: ['write:orders', 'admin:orders'] } });
withFirstPartyPrincipal(() => answer, { requireScope: { allOf: ['orders/read:orders', 'orders/read:bills'] } });
// @ts-expect-error: one of several, or all of several
withPrincipal(() => answer, { requireScope: { anyOf: ['read:orders'], allOf: ['write:orders'] } });
// @ts-expect-error: a list says neither one of them nor all of them
withPrincipal(() => answer, { requireScope: ['write:orders'] });
// @ts-expect-error: no such option
withFirstPartyPrincipal(() => answer, { requiredScope: 'orders/write:orders' });

withPrincipal(() => answer, { corsOrigins: ['https://app.example.com'] });
withFirstPartyPrincipal(() => answer, { corsOrigins: ['*'], requireScope: 'orders/read:orders' });
// @ts-expect-error: a list of origins
withPrincipal(() => answer, { corsOrigins: 'https://app.example.com' });

const caller: Principal = {
  type: 'client',
  accountId: '7BGrtfXhje',
  credentialId: 'uhx007gziyb765d2g9b8almdst',
  scopes: [],
  environment: 'live',
  metadata: {},
  route: '/orders',
  scope: null,
};
const context: PrincipalContext = principalContext(caller);
context satisfies NonNullable<APIGatewayProxyEvent['requestContext']['authorizer']>;
principalContext({ ...caller, plan: 'free', scope: { anyOf: ['read:orders', 'admin:orders'] } });
// @ts-expect-error: a principal is whole
principalContext({ ...caller, route: undefined });
// @ts-expect-error: a team's own client has claims, and no context of ours
principalContext({ type: 'firstParty', clientId: 'c', scopes: [] });
