/**
 * Carries out one decision as one transaction. Whoever meets another writer reads and decides again, so every
 * decision that is written was true of what the table held at that moment.
 */
import type { Deps } from './context';
import { DependencyError, done, type Outcome, refused } from '../domain/outcome';
import type { Write } from '../domain/ports/table';

/** What to write, the change's event among it, and what to answer then. No writes: nothing changes. */
export interface Change<T> {
  readonly value: T;
  readonly writes: readonly Write[];
}

const MOST_TRIES = 10;
/** Milliseconds; far inside the 29 s that a REST API waits for its integration. */
const TIME_TO_TRY = 5_000;
const LONGEST_PAUSE = 400;

export const unchanged = <T>(value: T): Outcome<Change<T>> => done({ value, writes: [] });
export const changed = <T>(value: T, ...writes: readonly Write[]): Outcome<Change<T>> => done({ value, writes });

/** Rejects with a `DependencyError` when other writers stood in the way at every try. */
export async function transact<T>(deps: Deps, decide: () => Promise<Outcome<Change<T>>>): Promise<Outcome<T>> {
  const deadline = deps.now() + TIME_TO_TRY;
  let twinUnderWay = false;
  for (let tries = 0; tries < MOST_TRIES && deps.now() <= deadline; tries += 1) {
    if (tries > 0) await deps.pause(jitter(deps, tries));
    const decision = await decide();
    if (!decision.ok) return decision;
    const { value, writes } = decision.value;
    if (writes.length === 0) return done(value);
    const result = await deps.table.commit(writes);
    if (result.committed) return done(value);
    twinUnderWay = result.conflicts.some((at) => remembers(writes[at]));
  }
  if (twinUnderWay)
    return refused('idempotency-in-progress', 'A request with this Idempotency-Key is under way. Try again soon.');
  throw new DependencyError('table', 'other writers stood in the way at every try');
}

const remembers = (write: Write | undefined): boolean =>
  write?.type === 'insert' && write.record.kind === 'idempotency';

/** Anything up to a ceiling that doubles with every try: writers that met once do not meet again in step. */
function jitter({ random }: Deps, tries: number): number {
  const share = Buffer.from(random(1)).readUInt8() / 255;
  return Math.min(LONGEST_PAUSE, 10 * 2 ** tries) * share;
}
