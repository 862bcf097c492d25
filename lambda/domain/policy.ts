/** The whole permission table of the management API. Revoking needs fewer rights than issuing. */
import type { Operator } from './operator-model';

/** Scopes of the management API; a catalogue of its own, in the same form as the guarded API's. */
export const MANAGEMENT_SCOPES = {
  'read:accounts': 'Read accounts and their grants',
  'write:accounts': 'Create, change, resume and delete accounts',
  'read:keys': 'Read API keys',
  'write:keys':
    'Issue, change, rotate, suspend, resume, revoke and delete API keys; suspend accounts and revoke all they have',
  'revoke:keys':
    'Suspend accounts; suspend and revoke keys, clients, their tokens and secrets, one by one or all; end grace periods. Issue nothing',
  'read:clients': 'Read OAuth clients of accounts',
  'write:clients':
    'Issue, adopt, change, suspend, resume, revoke and delete OAuth clients of accounts, and their secrets',
  'read:events': 'Read the audit trail of accounts',
  'verify:credentials': 'Ask whether a key or token is valid and whose it is',
  'write:operators': 'List, issue and revoke operators, their secrets, and read what was done to them',
} as const;
export type ManagementScope = keyof typeof MANAGEMENT_SCOPES;
export const MANAGEMENT_CATALOGUE: readonly string[] = Object.keys(MANAGEMENT_SCOPES);

/** What an operator may do at most, whatever its token says: the stack's own, everything. */
export const scopesOf = ({ scopes = MANAGEMENT_CATALOGUE }: Operator): readonly string[] => scopes;

/** Each action and the scopes of which an operator needs one. */
export const ACTIONS = {
  'account.create': ['write:accounts'],
  'account.list': ['read:accounts'],
  'account.read': ['read:accounts'],
  'account.update': ['write:accounts'],
  'account.suspend': ['revoke:keys', 'write:keys'],
  'account.resume': ['write:accounts'],
  'account.revoke-all': ['revoke:keys', 'write:keys'],
  'account.delete': ['write:accounts'],
  'key.issue': ['write:keys'],
  'key.list': ['read:keys'],
  'key.read': ['read:keys'],
  'key.update': ['write:keys'],
  'key.rotate': ['write:keys'],
  'key.end-grace': ['revoke:keys', 'write:keys'],
  'key.suspend': ['revoke:keys', 'write:keys'],
  'key.resume': ['write:keys'],
  'key.revoke': ['revoke:keys', 'write:keys'],
  'key.delete': ['write:keys'],
  'client.issue': ['write:clients'],
  'client.adopt': ['write:clients'],
  'client.list': ['read:clients'],
  'client.read': ['read:clients'],
  'client.update': ['write:clients'],
  'client.suspend': ['revoke:keys', 'write:clients'],
  'client.resume': ['write:clients'],
  'client.revoke-tokens': ['revoke:keys', 'write:clients'],
  'client.revoke': ['revoke:keys', 'write:clients'],
  'client.delete': ['write:clients'],
  'client.add-secret': ['write:clients'],
  'client.list-secrets': ['read:clients'],
  'client.delete-secret': ['revoke:keys', 'write:clients'],
  'operator.issue': ['write:operators'],
  'operator.list': ['write:operators'],
  'operator.read': ['write:operators'],
  'operator.revoke': ['write:operators'],
  'operator.add-secret': ['write:operators'],
  'operator.list-secrets': ['write:operators'],
  'operator.delete-secret': ['write:operators'],
  'operator.events': ['write:operators'],
  'event.list': ['read:events'],
  'credential.verify': ['verify:credentials'],
  'catalogue.read': Object.keys(MANAGEMENT_SCOPES) as ManagementScope[],
} as const satisfies Record<string, readonly ManagementScope[]>;
export type Action = keyof typeof ACTIONS;

/** Whoever performs a management operation. */
export type Actor =
  | { readonly type: 'operator'; readonly clientId: string; readonly scopes: readonly string[] }
  /** Someone who showed a key's secret: may end that key and nothing else. */
  | { readonly type: 'holder'; readonly keyId: string };

/** Whether the actor may do this to what the id names (an account or a key). */
export function may(actor: Actor, action: Action, target?: string): boolean {
  if (actor.type === 'holder') return action === 'key.revoke' && target === actor.keyId;
  return ACTIONS[action].some((scope) => actor.scopes.includes(scope));
}

/** How an actor is named in records and events. */
export const actorName = (actor: Actor): string =>
  actor.type === 'operator' ? `operator:${actor.clientId}` : `holder:${actor.keyId}`;
