/**
 * The partition keys that a request to one table names: the context key `dynamodb:LeadingKeys` of IAM conditions. For a
 * query of an index these are keys of the index. A query by the legacy `KeyConditions` counts as one that names none.
 *
 * Source: Developer Guide, Using IAM policy conditions for fine-grained access control.
 */
import type { JsonObject } from '../json';
import type { TableSpec } from '../types';
import type { Item } from './dynalite';

/** The input of an operation on one item, of one action of a transaction, or of a query. */
interface KeyedInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  /** Of a batch: all keys that it names in this table. */
  readonly Keys?: readonly Item[];
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** Undefined when the request names none, as a scan. */
export function leadingKeysOf(input: KeyedInput, tables: readonly TableSpec[]): readonly string[] | undefined {
  const attribute = partitionKeyOf(input, tables);
  const { Key, Item: item, Keys = [] } = input;
  const named = [Key ?? [], item ?? [], Keys, comparedIn(input)].flat();
  const values = attribute === undefined ? [] : named.flatMap((key) => Object.values(key[attribute] ?? {}));
  return values.length === 0 ? undefined : values.map(String);
}

/** The keys of a batch in one table: `{ Keys }` of a `BatchGetItem`, or the requests of a `BatchWriteItem`. */
export function keysOfBatch(requests: unknown): readonly Item[] {
  if (!Array.isArray(requests)) return (requests as KeyedInput).Keys ?? [];
  // `{ PutRequest: { Item } }` or `{ DeleteRequest: { Key } }`.
  const parts = (requests as readonly JsonObject[]).flatMap((request) => Object.values(request) as KeyedInput[]);
  return parts.flatMap(({ Key, Item: item }) => [Key ?? [], item ?? []].flat());
}

function partitionKeyOf({ TableName, IndexName }: KeyedInput, tables: readonly TableSpec[]): string | undefined {
  const table = tables.find(({ tableName }) => tableName === TableName);
  const index = [...(table?.indexes ?? []), ...(table?.localIndexes ?? [])].find((one) => one.IndexName === IndexName);
  const schema = IndexName === undefined ? table?.keySchema : index?.KeySchema;
  return schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
}

/** What a query's condition compares with `=`. The partition key's condition is always such a comparison. */
function comparedIn(input: KeyedInput): readonly Item[] {
  const { KeyConditionExpression = '', ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  return [...KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].map(([, name = '', value = '']) => ({
    [names?.[name] ?? name]: values?.[value] ?? {},
  }));
}
