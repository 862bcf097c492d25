/**
 * Who may call the management API. Each endpoint declares the scopes that it asks for
 * (`lambda/management/endpoints/`); revoking needs fewer rights than issuing.
 */
import type { Operator } from './model';

/** Scopes of the management API. They are not part of the guarded API's catalogue, but have the same form. */
export const MANAGEMENT_SCOPES = {
  'read:accounts': 'Read accounts and their grants',
  'write:accounts': 'Create, change, resume and delete accounts',
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

/** A client that administers accounts, with the scopes that its token holds. */
export interface OperatorActor {
  readonly type: 'operator';
  readonly clientId: string;
  readonly scopes: readonly string[];
}
/**
 * Who makes a change: an operator; a key's holder, who can only revoke it or end its grace; or a scheduled task, which only
 * ends keys that are not used, and tells of keys that end.
 */
export type Actor =
  | OperatorActor
  | { readonly type: 'holder'; readonly keyId: string }
  | { readonly type: 'task'; readonly name: 'daily' };

/** Whether `held` contains at least one of the scopes in `required`. */
export const mayCall = (held: readonly string[], required: readonly ManagementScope[]): boolean =>
  required.some((scope) => held.includes(scope));

/** How an actor is named in records and events. */
export function actorName(actor: Actor): string {
  if (actor.type === 'task') return `task:${actor.name}`;
  return actor.type === 'operator' ? `operator:${actor.clientId}` : `holder:${actor.keyId}`;
}
