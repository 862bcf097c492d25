/** A reader that remembers what was asked of it. */
import type { Reader, RecordFor, Ref } from '../../lambda/domain/ports/table';

export class CountingReader implements Reader {
  readonly reads: (readonly Ref[])[] = [];

  constructor(private readonly reader: Reader) {}

  read<const R extends readonly Ref[]>(refs: R): Promise<{ [I in keyof R]: RecordFor<R[I]> | undefined }> {
    this.reads.push(refs);
    return this.reader.read(refs);
  }
}
