/**
 * Turns a write of the `Table` port into an item of TransactWriteItems. An update names only the attributes that it
 * changes, so it keeps what another writer did to the rest of the item.
 */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { InvariantError } from '../../domain/outcome';
import type { CheckWrite, DeleteWrite, Insert, UpdateWrite, Write } from '../../domain/ports/table';
import type { Attributes } from './attribute-codecs';
import { itemKeyOf } from './item-keys';
import { RECORD_CODECS } from './record-codecs';
import { toItem } from './table-items';
import { TABLE_SCHEMA } from './table-schema';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const EXISTS = `attribute_exists(${TABLE_SCHEMA.partitionKey})`;
const NOT_EXISTS = `attribute_not_exists(${TABLE_SCHEMA.partitionKey})`;

export function transactItemOf(TableName: string, write: Write): TransactItem {
  switch (write.type) {
    case 'insert':
      return { Put: { TableName, Item: toItem(write.record), ...notExists(write) } };
    case 'mark':
      return { Put: { TableName, Item: toItem(write.record) } };
    case 'forget':
      return { Delete: { TableName, Key: itemKeyOf(write.ref) } };
    case 'update':
      return { Update: { TableName, Key: itemKeyOf(write.ref), ...update(write) } };
    case 'delete':
      return { Delete: { TableName, Key: itemKeyOf(write.ref), ...condition(write) } };
    case 'check':
      return { ConditionCheck: { TableName, Key: itemKeyOf(write.ref), ...condition(write) } };
  }
}

interface ConditionInput {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

function notExists({ overExpired }: Insert): ConditionInput {
  if (overExpired === undefined) return { ConditionExpression: NOT_EXISTS };
  return {
    ConditionExpression: `${NOT_EXISTS} OR #expiresAt <= :now`,
    ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ':now': overExpired },
  };
}

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
function update(write: UpdateWrite): ConditionInput & { readonly UpdateExpression: string } {
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
