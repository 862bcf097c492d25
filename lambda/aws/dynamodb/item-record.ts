/** Decodes an item as the record that was asked for, with the codecs of the kinds that a function reads. */
import { DependencyError, InvariantError } from '../../domain/outcome';
import type { Ref } from '../../domain/ports/table';
import type { Kind, RecordOf, TableRecord } from '../../domain/records/table-records';
import type { Attributes, RecordCodec } from './codecs/attribute-codecs';
import { itemKeyOf, keyText } from './item-keys';

/** How the kinds that a function reads are stored. */
export type Codecs = { readonly [K in Kind]?: RecordCodec<RecordOf<K>> };

/**
 * Throws a `DependencyError` if the item is not a record of this kind, or has another record's key, and an `InvariantError`
 * if the function has no codec of this kind.
 */
export function recordIn<K extends Kind>(codecs: Codecs, kind: K, item: Attributes): RecordOf<K> {
  const codec = codecs[kind];
  if (codec === undefined) throw new InvariantError(`This function reads no record of kind ${kind}`);
  const record: RecordOf<K> = codec.decode(item, kind);
  checkKey(item, record);
  return record;
}

export function checkKey(item: Attributes, named: Ref | TableRecord): void {
  if (keyText(item) !== keyText(itemKeyOf(named)))
    throw new DependencyError('table', `an item of kind ${named.kind} has the key of another record`);
}
