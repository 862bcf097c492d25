/** What the table tells of its own past: since when it is in use, and which accounts were deleted. */
import type { Deps } from '../engine/context';
import type { Instant } from '../domain/model';
import type { Write } from '../domain/ports/table';

/**
 * Returns when this table came into use. The first task of a deployment, which runs within a minute, writes it into the
 * record of the stack's operator. An older app client without a record tells of an earlier table. `Infinity` without that operator.
 */
export async function noteFirstUse({ table, bootstrapOperator: clientId, now }: Deps): Promise<Instant> {
  if (clientId === undefined) return Infinity;
  const ref = { kind: 'operator', clientId } as const;
  const [operator] = await table.read([ref]);
  if (operator?.createdAt !== undefined) return operator.createdAt;
  const createdAt = now();
  const note: Write =
    operator === undefined
      ? { type: 'insert', record: { ...ref, createdAt, version: 1 } }
      : { type: 'update', ref, when: { createdAt: undefined }, set: { createdAt } };
  // If another writer came first, this run uses its own, later time: it is in doubt about more, never about less.
  await table.commit([note]);
  return createdAt;
}

/** A credential that was ended while its account was deleted may have its event after that of the deletion. */
const LAST_EVENTS = 100;

/** The accounts whose last events tell of their deletion. Events are never deleted, so they outlive the account. */
export async function deletedAccounts({ table }: Deps, accountIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const deleted = new Set<string>();
  for (const accountId of accountIds) {
    const { items } = await table.listEvents(accountId, { limit: LAST_EVENTS });
    if (items.some(({ action }) => action === 'account.deleted')) deleted.add(accountId);
  }
  return deleted;
}
