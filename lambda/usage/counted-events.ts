/**
 * Which log events were counted. A credential's events share a record for each short window of their own time, and the
 * record holds a short mark of each. So an event counts once although it comes again in another batch.
 */
import { sha256 } from '../domain/hash';
import { type UsageWindow, WINDOW_LENGTH } from '../domain/records/usage-records';
import type { Write } from '../domain/ports/table';
import type { Use } from './access-line';

/** 36 bits. Of 3,000 events in a window, one in 20 million looks as if it had been counted before. */
const MARK_LENGTH = 6;

/** The ref of the window that an event belongs to. */
export type WindowRef = Pick<UsageWindow, 'kind' | 'credentialId' | 'startsAt'>;

/** The uses of one credential by their windows, in the order of time. */
export function byWindow(uses: readonly Use[]): ReadonlyMap<number, readonly Use[]> {
  const windows = new Map<number, Use[]>();
  for (const use of [...uses].sort((a, b) => a.at - b.at)) {
    const start = use.at - (use.at % WINDOW_LENGTH);
    const shared = windows.get(start);
    if (shared === undefined) windows.set(start, [use]);
    else shared.push(use);
  }
  return windows;
}

/** The uses of a window that were not counted yet, and the write that notes them. No write if there are none. */
export interface Uncounted {
  readonly uses: readonly Use[];
  readonly writes: readonly Write[];
}

export function uncounted(ref: WindowRef, uses: readonly Use[], stored: UsageWindow | undefined): Uncounted {
  const counted = stored?.counted ?? '';
  const marks = new Set<string>();
  for (let at = 0; at < counted.length; at += MARK_LENGTH) marks.add(counted.slice(at, at + MARK_LENGTH));
  const earlier = marks.size;
  const fresh = uses.filter(({ requestId }) => marks.size < marks.add(markOf(requestId)).size);
  if (marks.size === earlier) return { uses: [], writes: [] };
  const noted = [...marks].join('');
  return { uses: fresh, writes: [stored === undefined ? insert(ref, noted) : update(ref, stored, noted)] };
}

const markOf = (requestId: string): string => sha256(requestId).slice(0, MARK_LENGTH);

const insert = (ref: WindowRef, counted: string): Write => ({
  type: 'insert',
  record: { ...ref, counted, version: 1 },
});

const update = (ref: WindowRef, { version }: UsageWindow, counted: string): Write => ({
  type: 'update',
  ref,
  when: { version },
  set: { counted },
  increment: ['version'],
});
