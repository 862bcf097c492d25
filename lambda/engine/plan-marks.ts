/**
 * Marks of owners of a budget (an account, or a key with a plan of its own) whose native key has to be made, associated
 * or deleted. A change of a plan writes one in its transaction, so that reconcile visits the owner.
 */
import { base62 } from '../domain/key-format';
import type { Mark } from '../domain/ports/table';
import type { Deps } from './context';

/** For a transaction that sets, changes or removes the plan of an owner. None in a deployment without plans. */
export const planMarks = (deps: Deps, ownerId: string): Mark[] =>
  deps.plans === undefined ? [] : [planMark(deps, ownerId)];

export const planMark = ({ random }: Pick<Deps, 'random'>, ownerId: string): Mark => ({
  type: 'mark',
  record: { kind: 'planMark', ownerId, mark: base62(10, random) },
});
