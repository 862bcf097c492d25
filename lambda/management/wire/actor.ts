/** Who calls the management API. API Gateway's Cognito authorizer has verified the token; this module reads its claims. */
import type { OperatorActor } from '../../domain/policy';
import { fieldsOf, type ProxyEvent } from '../../http/event';

export interface Trust {
  /** Issuer of operators' tokens, compared byte for byte. */
  readonly issuer: string;
  /** Resource server whose scopes are management scopes. */
  readonly managementServer: string;
}

/** Undefined when the claims are not those of an operator's access token. */
export function actorOf(event: ProxyEvent, trust: Trust): OperatorActor | undefined {
  const { iss, token_use, client_id, scope } = fieldsOf(event.requestContext?.authorizer?.['claims']);
  if (iss !== trust.issuer || token_use !== 'access') return undefined;
  if (typeof client_id !== 'string' || client_id === '' || typeof scope !== 'string') return undefined;
  // Scopes of other resource servers permit nothing in the management API.
  const prefix = `${trust.managementServer}/`;
  const ours = scope.split(' ').filter((name) => name.startsWith(prefix));
  return { type: 'operator', clientId: client_id, scopes: ours.map((name) => name.slice(prefix.length)) };
}
