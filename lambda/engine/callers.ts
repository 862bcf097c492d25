/**
 * Judges who calls, as the first read of every operation: nobody is let in by the token alone. An operator's record and a
 * member's are read with the records that the operation needs, so a revoked operator and a removed member are refused at
 * their next request. No other code checks the scopes or the role of a caller.
 */
import type { Call, ReadDeps } from './context';
import { ACCOUNT_ID } from '../domain/key-format';
import type { Operator } from '../domain/model';
import { done, type Outcome, refused } from '../domain/outcome';
import {
  isAtLeast,
  mayCall,
  needsRole,
  type OperatorActor,
  type PersonActor,
  SCOPES_OF_ROLE,
  scopesOf,
} from '../domain/policy';
import type { RecordFor, Ref } from '../domain/ports/table';
import type { Member } from '../domain/records/member-records';
import { intersect } from '../domain/scopes';

/** An operator, and whether the table has a record of it. The stack's own operator may have none. */
export interface KnownOperator {
  readonly operator: Operator;
  readonly isRecorded: boolean;
}

/** What an operation knows of its caller, and the records that it asked for. */
export interface LoadedCall<R extends readonly Ref[]> {
  /** What the caller sees of records: for an operator the scopes that both its token and its record have. */
  readonly scopes: readonly string[];
  readonly records: { [I in keyof R]: RecordFor<R[I]> | undefined };
  /** The caller's own record, if the caller acts as a member of the account. */
  readonly member?: Member;
}

/** The call of a machine. */
export type OperatorCall = Call & { readonly actor: OperatorActor };
type PersonCall = Call & { readonly actor: PersonActor };

/**
 * Reads the caller and `refs` in one round trip. Refuses a client that is not an operator, a revoked operator, one that has
 * none of the endpoint's scopes, and a person whose role does not suffice.
 */
export function load<const R extends readonly Ref[]>(
  deps: ReadDeps,
  call: OperatorCall,
  ...refs: R
): Promise<Outcome<LoadedCall<R> & KnownOperator>>;
export function load<const R extends readonly Ref[]>(
  deps: ReadDeps,
  call: Call,
  ...refs: R
): Promise<Outcome<LoadedCall<R>>>;
export async function load<const R extends readonly Ref[]>(
  deps: ReadDeps,
  call: Call,
  ...refs: R
): Promise<Outcome<LoadedCall<R>>> {
  const { actor, requires, onAuthorized } = call;
  if (actor.type === 'person') return loadAsPerson(deps, { ...call, actor }, ...refs);
  const [known, ...records] = await deps.table.read([{ kind: 'operator', clientId: actor.clientId }, ...refs]);
  const operator = operatorOf(deps, actor.clientId, known);
  if (operator === undefined || operator.revokedAt !== undefined)
    return refused(
      'invalid-credential',
      'The token’s client is not an operator, or the operator is revoked. Send a token of another operator.',
    );
  const scopes = intersect(actor.scopes, scopesOf(operator));
  if (!mayCall(scopes, requires))
    return refused(
      'insufficient-scope',
      `The token and the operator’s record must both have one of the scopes ${requires.join(', ')}.`,
    );
  onAuthorized?.({ scopes, isMember: false });
  return done({ operator, isRecorded: known !== undefined, scopes, records });
}

/**
 * The operator with this client id, if any. A record without scopes is that of an operator made by a stack: it counts
 * only if this deployment's stack made it. The stack's operator needs no record: it acts until one says it is revoked.
 */
export function operatorOf({ bootstrapOperator }: ReadDeps, clientId: string, record?: Operator): Operator | undefined {
  if (record?.scopes !== undefined) return record;
  return clientId === bootstrapOperator ? (record ?? { kind: 'operator', clientId, version: 1 }) : undefined;
}

/**
 * A person who is an operator acts for every account. Anybody else acts as a member of the account that the path names,
 * and learns nothing of any other account.
 */
async function loadAsPerson<const R extends readonly Ref[]>(
  deps: ReadDeps,
  call: PersonCall,
  ...refs: R
): Promise<Outcome<LoadedCall<R>>> {
  const { actor, people: needed, accountId, onAuthorized } = call;
  if (needed === undefined) return refused('insufficient-scope', 'People cannot do this; an operator’s client can.');
  if (actor.isOperator) {
    onAuthorized?.({ scopes: SCOPES_OF_ROLE.operator, isMember: false });
    return done({ scopes: SCOPES_OF_ROLE.operator, records: await readAny(deps, refs) });
  }
  if (accountId === undefined) {
    if (needed === 'operator')
      return refused('insufficient-scope', `You are a member of accounts; ${needsRole(needed)}.`);
    onAuthorized?.({ scopes: [], isMember: true });
    return done({ scopes: [], records: await readAny(deps, refs) });
  }
  if (!ACCOUNT_ID.test(accountId)) return noAccount();
  const [member, ...records] = await deps.table.read([{ kind: 'member', accountId, subject: actor.subject }, ...refs]);
  if (member === undefined) return noAccount();
  if (!isAtLeast(member.role, needed))
    return refused('insufficient-scope', `Your role in this account is ${member.role}; ${needsRole(needed)}.`);
  const scopes = SCOPES_OF_ROLE[member.role];
  onAuthorized?.({ scopes, isMember: true });
  return done({ scopes, records, member });
}

/** Of nothing, nothing is read: not every function may read every partition. */
const readAny = async <const R extends readonly Ref[]>(
  { table }: ReadDeps,
  refs: R,
): Promise<LoadedCall<R>['records']> =>
  // Without refs the empty list is the result; the compiler does not know the length of R.
  refs.length === 0 ? ([] as unknown as LoadedCall<R>['records']) : table.read(refs);

export const noAccount = (): Outcome<never> =>
  refused('account-not-found', 'No account has this id or external id. GET /v1/accounts lists the accounts.');
