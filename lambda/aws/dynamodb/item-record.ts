/** Decodes an item as the record that was asked for, with the codecs of the kinds that a function reads. */
import { DependencyError } from '../../domain/outcome';
import type { Ref } from '../../domain/ports/table';
import type { Kind, RecordOf, TableRecord } from '../../domain/records/table-records';
import type { Attributes, RecordCodec } from './codecs/attribute-codecs';
import { itemKeyOf, keyText } from './item-keys';

/** How the kinds that a function reads are stored. */
export type Codecs<K extends Kind> = { readonly [P in K]: RecordCodec<RecordOf<P>> };

/** Throws a `DependencyError` if the item is not a record of this kind, or has another record's key. */
export function recordIn<K extends Kind>(codecs: Codecs<K>, kind: K, item: Attributes): RecordOf<K> {
  const record: RecordOf<K> = codecs[kind].decode(item, kind);
  checkKey(item, record);
  return record;
}

export function checkKey(item: Attributes, named: Ref | TableRecord): void {
  if (keyText(item) !== keyText(itemKeyOf(named)))
    throw new DependencyError('table', `an item of kind ${named.kind} has the key of another record`);
}
