/**
 * Who may call the management API. Each endpoint declares the scopes that it asks of machines, and the role that it asks
 * of people (`lambda/management/endpoints/`); revoking needs fewer rights than issuing.
 */
import type { Operator } from './model';
import { MEMBER_ROLES, type MemberRole } from './vocabulary';

/** Scopes of the management API. They are not part of the guarded API's catalogue, but have the same form. */
export const MANAGEMENT_SCOPES = {
  'read:accounts': 'Read accounts and their grants',
  'write:accounts': 'Create, change, resume and delete accounts; add, change and remove their members',
  'read:keys': 'Read API keys',
  'write:keys':
    'Issue, change, rotate, suspend, resume, revoke and delete API keys; suspend accounts and revoke all their credentials',
  'revoke:keys':
    'Suspend accounts, keys and clients; revoke keys, clients and tokens of clients; delete client secrets; end grace periods; revoke all credentials of an account; see only id, status and version of these',
  'read:clients': 'Read OAuth clients of accounts',
  'write:clients':
    'Issue, adopt, change, suspend, resume, revoke and delete OAuth clients of accounts, and their secrets',
  'read:events': 'Read the audit trail of accounts',
  'verify:credentials': 'Ask whether a key or token is valid and whose it is',
  'write:operators': 'List, issue and revoke operators; add, list and delete their secrets; read their events',
} as const;
export type ManagementScope = keyof typeof MANAGEMENT_SCOPES;
/** All management scopes, in the order of their declaration. */
export const MANAGEMENT_CATALOGUE = Object.keys(MANAGEMENT_SCOPES) as readonly ManagementScope[];

/** The scopes of an operator's record; a token cannot add to them. The stack's operator has all management scopes. */
export const scopesOf = ({ scopes = MANAGEMENT_CATALOGUE }: Operator): readonly string[] => scopes;

/**
 * What people may do: as a member of an account, or as an operator of all accounts. Each role may do all that the roles
 * before it may.
 */
export const PEOPLE_ROLES = [...MEMBER_ROLES, 'operator'] as const;
export type PeopleRole = (typeof PEOPLE_ROLES)[number];

/** Whether a person with the role `held` may call what asks for the role `needed`. */
export const isAtLeast = (held: PeopleRole, needed: PeopleRole): boolean =>
  PEOPLE_ROLES.indexOf(held) >= PEOPLE_ROLES.indexOf(needed);

const READING = ['read:accounts', 'read:keys', 'read:clients', 'read:events'] as const satisfies ManagementScope[];
const WRITING = [...READING, 'write:keys', 'write:clients'] as const satisfies ManagementScope[];

/** What a person with the role sees of records: as much as a machine with these scopes. */
export const SCOPES_OF_ROLE: Readonly<Record<PeopleRole, readonly ManagementScope[]>> = {
  viewer: READING,
  developer: WRITING,
  owner: WRITING,
  operator: MANAGEMENT_CATALOGUE.filter((scope) => scope !== 'write:operators'),
};

/** A client that administers accounts, with the scopes that its token holds. */
export interface OperatorActor {
  readonly type: 'operator';
  readonly clientId: string;
  readonly scopes: readonly string[];
}
/** A person who signed in. Without `isOperator` only the records of members say what the person may do. */
export interface PersonActor {
  readonly type: 'person';
  /** The `sub` of the token. */
  readonly subject: string;
  /** Whether the person is in the group of the people who administer all accounts. */
  readonly isOperator: boolean;
}
/** Who calls an endpoint that is not open. */
export type CallingActor = OperatorActor | PersonActor;
/**
 * Who makes a change: who calls; a key's holder, who can only revoke it or end its grace; or a scheduled task, which only
 * ends keys that are not used, and tells of keys that end.
 */
export type Actor =
  | CallingActor
  | { readonly type: 'holder'; readonly keyId: string }
  | { readonly type: 'task'; readonly name: 'daily' };

/** Whether the actor is a person who acts for its own account, and no operator. */
export const isMember = (actor: Actor): boolean => actor.type === 'person' && !actor.isOperator;

/** Whether `held` contains at least one of the scopes in `required`. */
export const mayCall = (held: readonly string[], required: readonly ManagementScope[]): boolean =>
  required.some((scope) => held.includes(scope));

/** How an actor is named in records and events. */
export function actorName(actor: Actor): string {
  switch (actor.type) {
    case 'operator':
      return `operator:${actor.clientId}`;
    case 'person':
      return `${actor.isOperator ? 'operator' : 'member'}:${actor.subject}`;
    case 'holder':
      return `holder:${actor.keyId}`;
    case 'task':
      return `task:${actor.name}`;
  }
}

/** Whether the name is that of an operator, a machine or a person. */
export const isOperatorName = (name: string): boolean => name.startsWith('operator:');

/** The role in words, for a person who lacks it. */
export const needsRole = (needed: PeopleRole): string =>
  needed === 'operator' ? 'only operators may do this' : `this needs the role ${orAbove(needed)}`;

const orAbove = (needed: MemberRole): string => MEMBER_ROLES.slice(MEMBER_ROLES.indexOf(needed)).join(' or ');
