/**
 * Ends an operator for good, the actor itself if it likes, but never the last one who may issue operators. It is
 * refused from the next request on; that it gets no token any more follows.
 */
import { changed, transact, unchanged } from '../commit';
import type { Call, Deps, IssuerDeps } from '../context';
import { tellOfOperator } from '../events';
import { takeBack } from '../issuer';
import type { OperatorRoster } from '../model-operators';
import { liveOperators, loadOperator, readRoster, rosterWrite } from '../operators';
import { type Outcome, refused } from '../outcome';
import { type ManagementScope, scopesOf } from '../policy';
import type { OperatorResult, RevokeOperatorInput } from './client-types';

export async function revokeOperator(
  deps: IssuerDeps,
  call: Call,
  input: RevokeOperatorInput,
): Promise<Outcome<OperatorResult>> {
  const outcome = await transact<OperatorResult>(deps, () => decide(deps, call, input));
  // Only what was issued is ours to delete: the stack's own app client is the stack's.
  if (outcome.ok && outcome.value.operator.tokenLifetimeMinutes !== undefined)
    await takeBack(deps, outcome.value.operator.clientId);
  return outcome;
}

async function decide(deps: Deps, call: Call, { operatorId, reason = 'unspecified' }: RevokeOperatorInput) {
  const roster = await readRoster(deps);
  const loaded = await loadOperator(deps, call, { action: 'operator.revoke', operatorId });
  if (!loaded.ok) return loaded;
  const { operator: before, now } = loaded.value;
  const { clientId } = before;
  if (before.revokedAt !== undefined) return unchanged({ operator: before });
  if (!(await someoneElseIssues(deps, roster, clientId)))
    return refused(
      'last-operator',
      'Nobody else could issue operators any more. Issue one with write:operators first.',
    );

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
    tellOfOperator(deps, call, { action: 'operator.revoked', now, before, after: operator }),
  );
}

const ISSUING: ManagementScope = 'write:operators';

async function someoneElseIssues(deps: Deps, roster: OperatorRoster | undefined, leaving: string): Promise<boolean> {
  const live = await liveOperators(deps, roster);
  // Without a record it is the stack's own operator, which may do everything.
  return live.some(
    ({ clientId, record }) => clientId !== leaving && (record === undefined || scopesOf(record).includes(ISSUING)),
  );
}
