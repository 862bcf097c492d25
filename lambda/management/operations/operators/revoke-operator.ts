/**
 * Ends an operator for good, the actor itself if it likes, but never the last one who can give a scope: that would be
 * gone for good. It is refused from the next request on; that it gets no token any more follows.
 */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps, IssuerDeps } from '../../../engine/context';
import { operatorEvent } from '../../../engine/audit-events';
import { deleteAppClient } from '../../../issuer/app-clients';
import type { Operator } from '../../../domain/operator-model';
import { liveOperators, loadOperator, type OperatorTarget, readRoster, rosterWrite } from '../../../engine/operators';
import { type Outcome, refused } from '../../../domain/outcome';
import { MANAGEMENT_CATALOGUE, type ManagementScope, scopesOf } from '../../../domain/policy';
import type { RevocationReason } from '../../../domain/vocabulary';

export interface RevokeOperatorInput extends OperatorTarget {
  /** @default 'unspecified' */
  readonly reason?: RevocationReason;
}
export interface OperatorResult {
  readonly operator: Operator;
}

export async function revokeOperator(
  deps: IssuerDeps,
  call: Call,
  input: RevokeOperatorInput,
): Promise<Outcome<OperatorResult>> {
  const outcome = await transact<OperatorResult>(deps, () => decideRevocation(deps, call, input));
  // Only what was issued is ours to delete: the stack's own app client is the stack's.
  if (outcome.ok && outcome.value.operator.tokenLifetimeMinutes !== undefined)
    await deleteAppClient(deps, outcome.value.operator.clientId);
  return outcome;
}

async function decideRevocation(deps: Deps, call: Call, { operatorId, reason = 'unspecified' }: RevokeOperatorInput) {
  const roster = await readRoster(deps);
  const loaded = await loadOperator(deps, call, { operatorId });
  if (!loaded.ok) return loaded;
  const { operator: before, now } = loaded.value;
  const { clientId } = before;
  if (before.revokedAt !== undefined) return unchanged({ operator: before });
  const lost = lostWith(before, await liveOperators(deps, roster));
  if (lost.length > 0) return lastOperator(lost);

  const ended = { revokedAt: now, revocationReason: reason };
  const operator = { ...before, ...ended, version: before.version + 1 };
  const others = roster?.clientIds.filter((id) => id !== clientId) ?? [];
  return changed(
    { operator },
    {
      type: 'update',
      ref: { kind: 'operator', clientId },
      when: { revokedAt: undefined },
      set: ended,
      increment: ['version'],
    },
    rosterWrite(roster, others),
    operatorEvent(deps, call, { action: 'operator.revoked', now, before, after: operator }),
  );
}

const ISSUING: ManagementScope = 'write:operators';

/** An operator gives what it has, if it may issue any at all. */
const gives = (operator: Operator, scope: string): boolean =>
  [ISSUING, scope].every((needed) => scopesOf(operator).includes(needed));

/** The scopes that nobody could give any more without this operator. */
function lostWith(leaving: Operator, live: readonly Operator[]): readonly string[] {
  const others = live.filter(({ clientId }) => clientId !== leaving.clientId);
  return MANAGEMENT_CATALOGUE.filter(
    (scope) => gives(leaving, scope) && !others.some((operator) => gives(operator, scope)),
  );
}

const lastOperator = (lost: readonly string[]): Outcome<never> =>
  refused(
    'last-operator',
    `Nobody else can give ${lost.join(', ')}. As this operator, issue one with write:operators and these first.`,
  );
