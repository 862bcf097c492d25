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

/** The uses of one credential in one window, in the order of time. */
export interface WindowUses {
  readonly ref: Pick<UsageWindow, 'kind' | 'credentialId' | 'startsAt'>;
  readonly uses: readonly Use[];
}

/** The windows of the uses: one credential after the other, and those of each in the order of time. */
export function windowsOf(uses: readonly Use[]): readonly WindowUses[] {
  const byCredential = new Map<string, Map<number, Use[]>>();
  for (const use of [...uses].sort((a, b) => a.at - b.at)) {
    const startsAt = use.at - (use.at % WINDOW_LENGTH);
    const windows = byCredential.get(use.credentialId) ?? new Map<number, Use[]>();
    const shared = windows.get(startsAt) ?? [];
    shared.push(use);
    byCredential.set(use.credentialId, windows.set(startsAt, shared));
  }
  return [...byCredential].flatMap(([credentialId, windows]) =>
    [...windows].map(
      ([startsAt, own]) => ({ ref: { kind: 'usageWindow', credentialId, startsAt }, uses: own }) as const,
    ),
  );
}

/** The uses of a window that were not counted yet, and the write that notes them. No write if there are none. */
export interface Uncounted {
  readonly uses: readonly Use[];
  readonly writes: readonly Write[];
}

export function uncounted({ ref, uses }: WindowUses, stored: UsageWindow | undefined): Uncounted {
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

const insert = (ref: WindowUses['ref'], counted: string): Write => ({
  type: 'insert',
  record: { ...ref, counted, version: 1 },
});

const update = (ref: WindowUses['ref'], { version }: UsageWindow, counted: string): Write => ({
  type: 'update',
  ref,
  when: { version },
  set: { counted },
  increment: ['version'],
});
