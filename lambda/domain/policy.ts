/**
 * Who may call the management API. Each endpoint declares the scopes that it asks for
 * (`lambda/management/endpoints/`); revoking needs fewer rights than issuing.
 */
import type { Operator } from './model';

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
/** All management scopes, in the order of their declaration. */
export const MANAGEMENT_CATALOGUE = Object.keys(MANAGEMENT_SCOPES) as readonly ManagementScope[];

/** What an operator may do at most, whatever its token says: the stack's own, everything. */
export const scopesOf = ({ scopes = MANAGEMENT_CATALOGUE }: Operator): readonly string[] => scopes;

/** A client that administers accounts, with the scopes that its token holds. */
export interface OperatorActor {
  readonly type: 'operator';
  readonly clientId: string;
  readonly scopes: readonly string[];
}
/** The party that performs a management operation. A holder showed a key's secret: may end that key and nothing else. */
export type Actor = OperatorActor | { readonly type: 'holder'; readonly keyId: string };

/** Whether an actor with these scopes may call an endpoint that asks for any one of `required`. */
export const mayCall = (held: readonly string[], required: readonly ManagementScope[]): boolean =>
  required.some((scope) => held.includes(scope));

/** How an actor is named in records and events. */
export const actorName = (actor: Actor): string =>
  actor.type === 'operator' ? `operator:${actor.clientId}` : `holder:${actor.keyId}`;
