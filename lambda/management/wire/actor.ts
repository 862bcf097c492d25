/**
 * Who calls the management API. The gateway's Cognito authorizer has checked the token; here the issuer
 * decides first what kind of actor its claims can make, and a scope alone makes none.
 */
import type { OperatorActor } from '../../domain/policy';
import type { ProxyEvent } from '../../http/event';

export interface Trust {
  /** Issuer of operators' tokens, compared byte for byte. */
  readonly issuer: string;
  /** Resource server whose scopes are management scopes. */
  readonly managementServer: string;
}

/** Undefined when the claims are none of an operator's access token. */
export function actorOf(event: ProxyEvent, trust: Trust): OperatorActor | undefined {
  const claims = event.requestContext.authorizer?.['claims'];
  if (typeof claims !== 'object' || claims === null) return undefined;
  const { iss, token_use, client_id, scope }: Record<string, unknown> = { ...claims };
  if (iss !== trust.issuer || token_use !== 'access') return undefined;
  if (typeof client_id !== 'string' || client_id === '' || typeof scope !== 'string') return undefined;
  return { type: 'operator', clientId: client_id, scopes: managementScopes(scope, trust.managementServer) };
}

/** Scopes of other resource servers are other doors' and count for nothing here. */
function managementScopes(scope: string, server: string): readonly string[] {
  const prefix = `${server}/`;
  const ours = scope.split(' ').filter((name) => name.startsWith(prefix));
  return ours.map((name) => name.slice(prefix.length));
}
