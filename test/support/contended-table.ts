/**
 * A table where transactions that are under way at the same time cancel each other if they write the same record, as
 * DynamoDB's do. It counts its calls. Nothing waits for the clock: a call takes a few turns of the event loop.
 */
import type { CommitResult, Table, Write } from '../../lambda/domain/ports/table';
import { type MemoryTable, nameOfWrite } from './memory-table';

/** Turns of the event loop that a transaction is under way. */
const TURNS = 3;

export async function turns(count = TURNS): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

export interface Contended {
  readonly table: Pick<Table, 'read' | 'commit'>;
  readonly calls: { reads: number; commits: number; conflicts: number };
}

export function contended(memory: MemoryTable): Contended {
  const calls = { reads: 0, commits: 0, conflicts: 0 };
  const underWay = new Set<string>();
  const read: Contended['table']['read'] = async (refs) => {
    calls.reads += 1;
    await turns(1);
    return memory.read(refs);
  };
  const commit = async (writes: readonly Write[]): Promise<CommitResult> => {
    calls.commits += 1;
    const names = writes.map(nameOfWrite);
    const met = names.flatMap((name, at) => (underWay.has(name) ? [at] : []));
    if (met.length === 0) for (const name of names) underWay.add(name);
    await turns();
    if (met.length === 0) for (const name of names) underWay.delete(name);
    const result: CommitResult = met.length === 0 ? await memory.commit(writes) : { committed: false, conflicts: met };
    if (!result.committed) calls.conflicts += 1;
    return result;
  };
  return { table: { read, commit }, calls };
}
