/** A reader reads the kinds of records that it names, and no other. `npm run types` compiles this file. */
import type { TableReader } from '../../lambda/aws/dynamodb/table-reader';
import type { Reader } from '../../lambda/domain/ports/table';

declare const ofKeys: Reader<'key'>;
declare const ofAll: Reader;

export const fewer: Reader<'key'> = ofAll;
// @ts-expect-error: a function that has no codec for operators would fail at the first one
export const more: Reader<'key' | 'operator'> = ofKeys;
declare const adapter: TableReader<'key'>;
// @ts-expect-error: the adapter decodes no operators either
export const adapted: Reader<'key' | 'operator'> = adapter;
export const found = ofKeys.read([{ kind: 'key', keyId: 'Acc0000001Key00001' }]);
// @ts-expect-error: the reader reads no accounts
export const unread = ofKeys.read([{ kind: 'account', accountId: 'Acc0000001' }]);
