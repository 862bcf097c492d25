/** Who calls the management API. API Gateway's Cognito authorizer has verified the token; this module reads its claims. */
import { SUBJECT } from '../../domain/key-format';
import type { CallingActor, OperatorActor, PersonActor } from '../../domain/policy';
import { fieldsOf, type ProxyEvent, textOf } from '../../http/event';

export interface Trust {
  /** Issuer of operators' tokens, compared byte for byte. */
  readonly issuer: string;
  /** Resource server whose scopes are management scopes. */
  readonly managementServer: string;
  /** Absent: no person may call. */
  readonly people?: PeopleTrust | undefined;
}

/** The user pool of people. */
export interface PeopleTrust {
  readonly issuer: string;
  /** Resource server with the scope `portal`, without which a token of a person permits nothing here. */
  readonly server: string;
  /** The group of the people who administer all accounts. */
  readonly operatorsGroup: string;
}

/** Undefined when the claims are not those of an access token of an operator or a person. The issuer decides which. */
export function actorOf(event: ProxyEvent, trust: Trust): CallingActor | undefined {
  const claims = fieldsOf(event.requestContext?.authorizer?.['claims']);
  if (claims['token_use'] !== 'access') return undefined;
  if (claims['iss'] === trust.issuer) return operatorOf(claims, trust);
  const { people } = trust;
  return people !== undefined && claims['iss'] === people.issuer ? personOf(claims, people) : undefined;
}

type Claims = Readonly<Record<string, unknown>>;

function operatorOf({ client_id, scope }: Claims, { managementServer }: Trust): OperatorActor | undefined {
  if (typeof client_id !== 'string' || client_id === '' || typeof scope !== 'string') return undefined;
  // Scopes of other resource servers permit nothing in the management API.
  const prefix = `${managementServer}/`;
  const ours = scope.split(' ').filter((name) => name.startsWith(prefix));
  return { type: 'operator', clientId: client_id, scopes: ours.map((name) => name.slice(prefix.length)) };
}

function personOf(claims: Claims, { server, operatorsGroup }: PeopleTrust): PersonActor | undefined {
  const subject = textOf(claims['sub']);
  if (!SUBJECT.test(subject) || !textOf(claims['scope']).split(' ').includes(`${server}/portal`)) return undefined;
  // API Gateway hands a claim that is a list over as its entries with commas between them.
  const groups = textOf(claims['cognito:groups']).split(',');
  return { type: 'person', subject, isOperator: groups.includes(operatorsGroup) };
}
