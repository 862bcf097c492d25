/** Operators as tests need them, beside `op` that the stack made. */
import type { Call } from '../../lambda/engine/context';
import type { Operator, OperatorRoster } from '../../lambda/domain/model';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import type { Table } from '../../lambda/domain/ports/table';
import { around } from './races';
import { NOW } from './records';
import { call, operator } from './world';

/** An operator that `op` issued; it may issue and revoke others and nothing else. */
export const issued = (clientId: string, given: Partial<Operator> = {}): Operator => {
  const made = { label: clientId, tokenLifetimeMinutes: 60, createdAt: NOW, createdBy: 'operator:op' };
  return operator({ clientId, scopes: ['write:operators'], ...made, ...given });
};

/** A roster with these on it. */
export const roster = (...clientIds: readonly string[]): OperatorRoster => ({
  kind: 'operatorRoster',
  clientIds,
  version: 1,
});

/** This operator's call of an endpoint of operators; its token has all management scopes if none are given. */
export const callOf = (clientId: string, scopes = MANAGEMENT_CATALOGUE): Call =>
  call({ actor: { type: 'operator', clientId, scopes }, requires: ['write:operators'] });

/** A table before whose nth call, once, something else happens to the records. */
export function interruptedAt(n: number, table: Table, interruption: () => Promise<unknown>): Table {
  let left = n;
  return around(table, async (_, go) => {
    left -= 1;
    if (left === 0) await interruption();
    return go();
  });
}
