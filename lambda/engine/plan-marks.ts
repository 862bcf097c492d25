/**
 * Marks of owners of a budget (an account, or a key with a plan of its own) whose native key has to be made, associated
 * or deleted. A change of a plan writes one in its transaction, so that reconcile visits the owner.
 */
import { base62 } from '../domain/key-format';
import type { Mark } from '../domain/ports/table';
import type { Deps } from './context';

export const planMark = ({ random }: Pick<Deps, 'random'>, ownerId: string): Mark => ({
  type: 'mark',
  record: { kind: 'planMark', ownerId, mark: base62(10, random) },
});
