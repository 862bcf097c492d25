/** Issues and revokes operators. */
import type { Instant, Operator, OperatorRoster } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import { actorName, MANAGEMENT_CATALOGUE, type ManagementScope, scopesOf } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import type { RevocationReason } from '../../../domain/vocabulary';
import { operatorEvent } from '../../../engine/audit-events';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { type Change, changed, idempotencyWrites, once, recall, transact, unchanged } from '../../../engine/transact';
import { load } from '../../../engine/callers';
import {
  type LoadedOperator,
  liveOperators,
  loadOperator,
  noOperator,
  type OperatorTarget,
  readRoster,
  refuseBeyondActor,
  revocationWrite,
  rosterWrite,
} from '../../../engine/operator-roster';
import {
  type Checked,
  deleteAppClient,
  issueAppClient,
  type Made,
  type ShownOnce,
} from '../../../provisioning/app-clients';

export interface IssueOperatorInput {
  readonly label: string;
  /** Management scopes; the actor needs every one of them. */
  readonly scopes: readonly string[];
  /** 5 to 1,440. */
  readonly tokenLifetimeMinutes: number;
}
export type OperatorIssued = ShownOnce & OperatorResult;

/** Most operators on the roster: one read of the table takes 100 records. */
const MOST_OPERATORS = 100;

/**
 * Makes an app client at Cognito for an operator, and gives its secret once. The actor can give only scopes that it
 * has itself, and none if it is revoked in the meantime.
 */
export async function issueOperator(
  deps: IssuerDeps,
  call: Call,
  input: IssueOperatorInput,
): Promise<Outcome<OperatorIssued>> {
  return issueAppClient(deps, {
    server: deps.issuer.managementServer,
    tokenLifetimeMinutes: input.tokenLifetimeMinutes,
    check: () => checkOperator(deps, call, input),
    record: (ready, made) => recordOperator(deps, call, { ...input, ...ready, ...made }),
  });
}

/** The request after all checks: the actor has all of these scopes. */
interface AllowedOperator {
  readonly roster: OperatorRoster | undefined;
  /** Wildcards expanded. */
  readonly scopes: readonly string[];
  readonly now: Instant;
}

/** Checks the request. A repeat with the same `Idempotency-Key` gets the operator issued before, without the secret. */
async function checkOperator(
  deps: Deps,
  call: Call,
  input: IssueOperatorInput,
): Promise<Outcome<Checked<AllowedOperator, OperatorIssued>>> {
  const roster = await readRoster(deps);
  const loaded = await load(deps, call);
  if (!loaded.ok) return loaded;
  const now = deps.now();
  const earlier = await recall(deps, call, now);
  if (!earlier.ok) return earlier;
  if (earlier.value !== undefined) {
    const [operator] = await deps.table.read([{ kind: 'operator', clientId: earlier.value }]);
    return operator === undefined ? noOperator() : done({ earlier: { operator, secretShown: false } });
  }
  const { scopes } = expandScopes(input.scopes, MANAGEMENT_CATALOGUE);
  const refusal = refuseBeyondActor(scopes, loaded.value.scopes);
  if (refusal !== undefined) return refusal;
  if (roster !== undefined && roster.clientIds.length >= MOST_OPERATORS)
    return refused(
      'operator-limit-reached',
      `The deployment already has ${MOST_OPERATORS} operators. Revoke an operator first.`,
    );
  return done({ ready: { roster, scopes, now } });
}

function recordOperator(
  deps: Deps,
  call: Call,
  given: IssueOperatorInput & AllowedOperator & Made,
): Outcome<Change<OperatorIssued>> {
  const { roster, now, clientId, clientSecret, label, scopes, tokenLifetimeMinutes } = given;
  const made = { createdAt: now, createdBy: actorName(call.actor) };
  const operator: Operator = { kind: 'operator', clientId, label, scopes, tokenLifetimeMinutes, ...made, version: 1 };
  return changed<OperatorIssued>(
    { operator, secretShown: true, clientSecret },
    { type: 'insert', record: operator },
    rosterWrite(roster, [...(roster?.clientIds ?? []), clientId]),
    ...idempotencyWrites(call, clientId, now),
    operatorEvent(deps, call, { action: 'operator.issued', now, after: operator }),
  );
}

export interface RevokeOperatorInput extends OperatorTarget {
  /** @default 'unspecified' */
  readonly reason?: RevocationReason;
}
export interface OperatorResult {
  readonly operator: Operator;
}

/**
 * Revokes an operator for good; an operator may revoke itself. The last operator that can give a scope cannot be
 * revoked, as nobody could give that scope again. The operator is refused at once; then its app client is deleted.
 */
export async function revokeOperator(
  deps: IssuerDeps,
  call: Call,
  input: RevokeOperatorInput,
): Promise<Outcome<OperatorResult>> {
  const outcome = await transact<OperatorResult>(deps, (ignoreKey) =>
    decideRevocation(deps, call, { ...input, ignoreKey }),
  );
  // The app client of the stack's own operator belongs to CloudFormation.
  if (outcome.ok && outcome.value.operator.tokenLifetimeMinutes !== undefined)
    await deleteAppClient(deps, outcome.value.operator.clientId);
  return outcome;
}

async function decideRevocation(deps: Deps, call: Call, input: RevokeOperatorInput & { readonly ignoreKey: boolean }) {
  const roster = await readRoster(deps);
  const loaded = await loadOperator(deps, call, input);
  if (!loaded.ok) return loaded;
  const { operator: before, now } = loaded.value;
  const decide = () => revocation(deps, call, { roster, loaded: loaded.value, ...input });
  return once(deps, call, { resultId: before.clientId, now, asItIs: { operator: before }, decide, ...input });
}

interface Revocation extends RevokeOperatorInput {
  readonly roster: OperatorRoster | undefined;
  readonly loaded: LoadedOperator;
}

async function revocation(
  deps: Deps,
  call: Call,
  { roster, loaded, reason = 'unspecified' }: Revocation,
): Promise<Outcome<Change<OperatorResult>>> {
  const { operator: before, now } = loaded;
  const { clientId } = before;
  if (before.revokedAt !== undefined) return unchanged({ operator: before });
  const lost = lostWith(before, await liveOperators(deps, roster));
  if (lost.length > 0) return lastOperator(lost);

  const operator = { ...before, revokedAt: now, revocationReason: reason, version: before.version + 1 };
  const others = roster?.clientIds.filter((id) => id !== clientId) ?? [];
  return changed(
    { operator },
    revocationWrite(loaded, operator),
    rosterWrite(roster, others),
    operatorEvent(deps, call, { action: 'operator.revoked', now, before, after: operator }),
  );
}

const ISSUING: ManagementScope = 'write:operators';

/** Whether the operator can give this scope: it needs the scope itself, and `write:operators`. */
const gives = (operator: Operator, scope: string): boolean =>
  [ISSUING, scope].every((needed) => scopesOf(operator).includes(needed));

/** The scopes that nobody could give without the leaving operator. */
function lostWith(leaving: Operator, live: readonly Operator[]): readonly string[] {
  const others = live.filter(({ clientId }) => clientId !== leaving.clientId);
  return MANAGEMENT_CATALOGUE.filter(
    (scope) => gives(leaving, scope) && !others.some((operator) => gives(operator, scope)),
  );
}

const lastOperator = (lost: readonly string[]): Outcome<never> =>
  refused(
    'last-operator',
    `No other operator can give ${lost.join(', ')}. First use a token of this operator to issue another operator that has these scopes and write:operators.`,
  );
