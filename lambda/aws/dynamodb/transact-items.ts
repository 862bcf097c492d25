/**
 * Turns a write of the `Table` port into an item of TransactWriteItems. An update names only the attributes that it
 * changes, so it keeps what another writer did to the rest of the item.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/model';
import { InvariantError } from '../../domain/outcome';
import type { LastUse } from '../../domain/records/usage-records';
import type { CheckWrite, Count, DeleteWrite, Enlist, Insert, UpdateWrite, Write } from '../../domain/ports/table';
import type { Attributes } from './codecs/attribute-codecs';
import { credentialKey, itemKeyOf } from './item-keys';
import { RECORD_CODECS } from './codecs/record-codecs';
import { toItem } from './table-items';
import { TABLE_SCHEMA } from './table-schema';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const { partitionKey, sortKey } = TABLE_SCHEMA;

const EXISTS = `attribute_exists(${partitionKey})`;
const NOT_EXISTS = `attribute_not_exists(${partitionKey})`;

/** The numbers of a `Count`. */
const ADDED: readonly string[] = ['requests', 'refusals', 'budgeted'] satisfies readonly (keyof Count['record'])[];

/** The input of PutItem that moves a last use forward, unless the stored one is later. */
export const lastUsePut = (TableName: string, record: LastUse) => ({
  TableName,
  Item: toItem(record),
  ...notExistsOr('lastUsedAt', '<', record.lastUsedAt),
});

export function transactItemOf(TableName: string, write: Write): TransactItem {
  switch (write.type) {
    case 'insert':
      return { Put: { TableName, Item: toItem(write.record), ...notExists(write) } };
    case 'mark':
      return { Put: { TableName, Item: toItem(write.record) } };
    case 'count':
      return { Update: { TableName, Key: itemKeyOf(write.record), ...count(write) } };
    case 'forget':
      return { Delete: { TableName, Key: itemKeyOf(write.ref) } };
    case 'enlist':
      return { Update: { TableName, Key: itemKeyOf(write.ref), ...enlistment(write.ref) } };
    case 'update':
      return { Update: { TableName, Key: itemKeyOf(write.ref), ...update(write) } };
    case 'delete':
      return { Delete: { TableName, Key: itemKeyOf(write.ref), ...condition(write) } };
    case 'check':
      return { ConditionCheck: { TableName, Key: itemKeyOf(write.ref), ...condition(write) } };
  }
}

/** Adds the index's partition key, which follows from the id: to add it again changes nothing. */
function enlistment(ref: Enlist['ref']) {
  const [[name, value] = ['', '']] = Object.entries(credentialKey(ref));
  return {
    ConditionExpression: EXISTS,
    UpdateExpression: 'SET #shard = if_not_exists(#shard, :shard)',
    ExpressionAttributeNames: { '#shard': name },
    ExpressionAttributeValues: { ':shard': value },
  };
}

interface ConditionInput {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

interface UpdateInput extends ConditionInput {
  readonly UpdateExpression: string;
}

function notExists({ overExpired, overEarlier }: Insert): ConditionInput {
  if (overExpired !== undefined) return notExistsOr('expiresAt', '<=', overExpired);
  if (overEarlier !== undefined) return notExistsOr('lastUsedAt', '<', overEarlier);
  return { ConditionExpression: NOT_EXISTS };
}

const notExistsOr = (attribute: string, relation: '<' | '<=', now: Instant) => ({
  ConditionExpression: `${NOT_EXISTS} OR #${attribute} ${relation} :now`,
  ExpressionAttributeNames: { [`#${attribute}`]: attribute },
  ExpressionAttributeValues: { ':now': now },
});

/** The record exists and each attribute in `when` has its value, for example `#version = :expected_version`. */
function condition({ ref, when }: UpdateWrite | DeleteWrite | CheckWrite): ConditionInput {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const terms = Object.entries(when as Attributes).map(([name, value]) => {
    const codec = RECORD_CODECS[ref.kind].member(name);
    names[`#${name}`] = name;
    if (value === undefined) return `attribute_not_exists(#${name})`;
    values[`:expected_${name}`] = codec.encode(value);
    return `#${name} = :expected_${name}`;
  });
  return {
    ConditionExpression: [EXISTS, ...terms].join(' AND '),
    ...(terms.length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** The condition and the changes: SET for new values, REMOVE for `undefined`, ADD for increments. */
function update(write: UpdateWrite): UpdateInput {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = condition(write);
  const names = { ...ExpressionAttributeNames };
  const values = { ...ExpressionAttributeValues };
  const clauses: Record<'SET' | 'REMOVE' | 'ADD', string[]> = { SET: [], REMOVE: [], ADD: [] };
  for (const [name, value] of Object.entries(write.set as Attributes)) {
    const codec = RECORD_CODECS[write.ref.kind].member(name);
    names[`#${name}`] = name;
    clauses[value === undefined ? 'REMOVE' : 'SET'].push(value === undefined ? `#${name}` : `#${name} = :new_${name}`);
    if (value !== undefined) values[`:new_${name}`] = codec.encode(value);
  }
  for (const name of write.increment ?? []) {
    names[`#${name}`] = name;
    clauses.ADD.push(`#${name} :one`);
    values[':one'] = 1;
  }
  const expression = Object.entries(clauses).flatMap(([clause, terms]) =>
    terms.length > 0 ? `${clause} ${terms.join(', ')}` : [],
  );
  if (expression.length === 0) throw new InvariantError('An update neither sets nor increments an attribute');
  return {
    ConditionExpression,
    UpdateExpression: expression.join(' '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** Adds the record's numbers, and sets its other attributes, which are the same in every record of its key. */
function count({ record }: Count): Omit<UpdateInput, 'ConditionExpression'> {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const clauses: Record<'SET' | 'ADD', string[]> = { SET: [], ADD: [] };
  for (const [name, value] of Object.entries(toItem(record))) {
    if (name === partitionKey || name === sortKey) continue;
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    const isAdded = ADDED.includes(name);
    clauses[isAdded ? 'ADD' : 'SET'].push(isAdded ? `#${name} :${name}` : `#${name} = :${name}`);
  }
  return {
    UpdateExpression: `SET ${clauses.SET.join(', ')} ADD ${clauses.ADD.join(', ')}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

const CONFLICT_CODES: readonly unknown[] = ['ConditionalCheckFailed', 'TransactionConflict'];

/** Indexes of the writes whose condition failed or that conflicted with another transaction. Else empty. */
export function conflictsIn(error: unknown): readonly number[] {
  const codes =
    error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];
  if (codes.some((code) => code !== 'None' && !CONFLICT_CODES.includes(code))) return [];
  return codes.flatMap((code, position) => (CONFLICT_CODES.includes(code) ? [position] : []));
}
