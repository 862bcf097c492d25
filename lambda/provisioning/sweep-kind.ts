/**
 * Compares all things of one kind that we made at a service with the records. Deletes those that no living record wants,
 * because they count towards the service's limit, and marks the owners of those that are pending. A missing record may also
 * mean a wrong, empty or restored table, so a run first looks at all of them: in doubt it deletes none at all.
 */
import type { IssuerDeps } from '../engine/context';
import type { TaskLine } from '../domain/ports/log';
import type { Instant } from '../domain/model';
import { DependencyError } from '../domain/outcome';
import type { ServiceAnswer } from '../domain/ports/service';
import type { Mark, Page } from '../domain/ports/table';
import { rateLimited, rotated, type TaskRun, WORK_TIME } from './task-run';

/** Most things without a record that a run deletes. If there are more, records may be missing. */
export const MOST_UNRECORDED = 25;

/**
 * - `asRecorded`: its owner's record wants it, or may still come.
 * - `pending`: the service does not have it as its owner's records say.
 * - `dead`: records say that it is over.
 * - `unrecorded`: no record names it, as after a request that failed half-way.
 * - `lost`: no record names it, although the table must have known it.
 */
export type SweepState =
  | { readonly kind: 'asRecorded' | 'dead' | 'unrecorded' | 'lost' }
  | { readonly kind: 'pending'; readonly ownerId: string };

export interface SweptKind<T> {
  /** What they are, for a person, for example `app clients`. */
  readonly things: string;
  /** The service for a person, and as a `DependencyError` names it. */
  readonly service: string;
  readonly dependency: string;
  /** A page of those whose name shows that we made them. `after` is an earlier page's `next`. */
  readonly list: (after: string | undefined) => Promise<ServiceAnswer<Page<T>, 'rate'>>;
  /** Reads the records about these, at most one page of them. */
  readonly readStates: (ours: readonly T[]) => Promise<(one: T) => SweepState>;
  /** The mark with which `reconcile` settles what of this owner is pending. */
  readonly markOf: (ownerId: string) => Mark;
  /** True if the service deleted it. */
  readonly remove: (one: T) => Promise<boolean>;
}

export type Swept = Required<Pick<TaskLine, 'removed' | 'marked'>>;

/**
 * Rejects without a deletion if not all of them, or of their records, can be read, or if the run is in doubt. A failure to
 * delete one of them goes to `onFailure`. A run that ends with work left needs to remember nothing: the next one finds that
 * work again and starts at a random place of it, so none has to wait for another one.
 */
export async function sweepKind<T>(deps: IssuerDeps, kind: SweptKind<T>, { end }: TaskRun): Promise<Swept> {
  const { dead, unrecorded, lost, marked } = await survey(deps, kind, end);
  if (lost.length > 0 || unrecorded.length > MOST_UNRECORDED)
    throw doubt(deps, kind, { unrecorded: unrecorded.length, lost: lost.length });
  let removed = 0;
  for (const one of rotated(deps, [...dead, ...unrecorded])) {
    if (deps.now() >= end) break;
    // Read again: it may be wanted since its page was read, for example an app client that was adopted.
    const { kind: state } = (await kind.readStates([one]))(one);
    if (state === 'dead' || state === 'unrecorded') removed += Number(await rateLimited(deps, () => kind.remove(one)));
  }
  return { removed, marked: marked.size };
}

interface Survey<T> extends Record<'dead' | 'unrecorded' | 'lost', T[]> {
  /** Ids of the owners that got a mark. `reconcile` settles them, at its pace and in its turn. */
  readonly marked: Set<string>;
}

/** Lists all of them: 10,000 app clients are 167 pages, which take 42 seconds at four calls a second. */
async function survey<T>(deps: IssuerDeps, kind: SweptKind<T>, end: Instant): Promise<Survey<T>> {
  const found: Survey<T> = { dead: [], unrecorded: [], lost: [], marked: new Set() };
  let after: string | undefined;
  do {
    if (deps.now() >= end) throw unlisted(kind, `not all of them could be listed in ${WORK_TIME / 1000} seconds`);
    const from = after;
    after = await rateLimited(deps, async () => {
      const page = await kind.list(from);
      if (!page.ok) throw unlisted(kind, `${kind.service} refused a page of them, because it is asked too much`);
      await addPage(deps, { kind, found }, page.value.items);
      return page.value.next;
    });
  } while (after !== undefined);
  return found;
}

async function addPage<T>(
  { table }: IssuerDeps,
  { kind, found }: { readonly kind: SweptKind<T>; readonly found: Survey<T> },
  ours: readonly T[],
): Promise<void> {
  const stateOf = await kind.readStates(ours);
  const pending = new Set<string>();
  for (const one of ours) {
    const state = stateOf(one);
    if (state.kind === 'pending') pending.add(state.ownerId);
    else if (state.kind !== 'asRecorded') found[state.kind].push(one);
  }
  // Also in doubt: a mark deletes nothing, and what `reconcile` then sends is what the owner's own record says.
  const marks = [...pending].filter((ownerId) => !found.marked.has(ownerId));
  for (let at = 0; at < marks.length; at += MOST_WRITES)
    await table.commit(marks.slice(at, at + MOST_WRITES).map(kind.markOf));
  for (const ownerId of marks) found.marked.add(ownerId);
}

/** Most writes in one transaction. A page of native keys may have more owners. */
const MOST_WRITES = 100;

/** The log drops a text of more than 200 characters, or with more than 40 word characters in a row (`function-log.ts`). */
const NAME_END = 36;

function doubt(
  { tableName }: IssuerDeps,
  { things }: { readonly things: string },
  { unrecorded, lost }: Readonly<Record<'unrecorded' | 'lost', number>>,
): DependencyError {
  const table = tableName.length > NAME_END ? `...${tableName.slice(-NAME_END)}` : tableName;
  const why = lost > 0 ? `which must have had ${lost}` : `at most ${MOST_UNRECORDED} may`;
  const what = `${unrecorded + lost} ${things} have no record in table ${table}, ${why}; none was deleted`;
  return new DependencyError('table', `${what}. See docs/runbook.md, "A sweep in doubt"`);
}

const unlisted = (
  { things, dependency }: { readonly things: string; readonly dependency: string },
  why: string,
): DependencyError => new DependencyError(dependency, `${things} were not compared and none was deleted: ${why}`);
