/**
 * A write of the domain as one action of TransactWriteItems. An update names the attributes it changes and nothing
 * else, so it cannot undo what another writer did to the rest.
 */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { InvariantError } from '../../domain/outcome';
import type { CheckWrite, DeleteWrite, Insert, UpdateWrite, Write } from '../../domain/ports/table';
import { fieldOf } from './attribute-codecs';
import type { Attributes } from './attribute-codecs';
import { placeOf, toItem } from './item-keys';
import { FORMS } from './record-codecs';

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export function actionOf(TableName: string, write: Write): Action {
  switch (write.type) {
    case 'insert':
      return { Put: { TableName, Item: toItem(write.record), ...absence(write) } };
    case 'mark':
      return { Put: { TableName, Item: toItem(write.record) } };
    case 'update':
      return { Update: { TableName, Key: placeOf(write.ref), ...change(write) } };
    case 'delete':
      return { Delete: { TableName, Key: placeOf(write.ref), ...condition(write) } };
    case 'check':
      return { ConditionCheck: { TableName, Key: placeOf(write.ref), ...condition(write) } };
  }
}

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

function absence({ overExpired }: Insert): Condition {
  if (overExpired === undefined) return { ConditionExpression: 'attribute_not_exists(PK)' };
  return {
    ConditionExpression: 'attribute_not_exists(PK) OR #expiresAt <= :now',
    ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ':now': overExpired },
  };
}

/** The record exists and each named attribute is as expected; placeholders are `#name` and `:expected_name`. */
function condition({ ref, when }: UpdateWrite | DeleteWrite | CheckWrite): Condition {
  const { fields } = FORMS[ref.kind];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const terms = Object.entries(when as Attributes).map(([name, value]) => {
    const form = fieldOf(fields, name);
    names[`#${name}`] = name;
    if (value === undefined) return `attribute_not_exists(#${name})`;
    values[`:expected_${name}`] = form.write(value);
    return `#${name} = :expected_${name}`;
  });
  return {
    ConditionExpression: ['attribute_exists(PK)', ...terms].join(' AND '),
    ...(terms.length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** The condition with the changes: `SET` and `ADD` what has a new value, `REMOVE` what has none any more. */
function change(write: UpdateWrite): Condition & { readonly UpdateExpression: string } {
  const { fields } = FORMS[write.ref.kind];
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = condition(write);
  const names = { ...ExpressionAttributeNames };
  const values = { ...ExpressionAttributeValues };
  const clauses: Record<'SET' | 'REMOVE' | 'ADD', string[]> = { SET: [], REMOVE: [], ADD: [] };
  for (const [name, value] of Object.entries(write.set as Attributes)) {
    const form = fieldOf(fields, name);
    names[`#${name}`] = name;
    clauses[value === undefined ? 'REMOVE' : 'SET'].push(value === undefined ? `#${name}` : `#${name} = :new_${name}`);
    if (value !== undefined) values[`:new_${name}`] = form.write(value);
  }
  for (const name of write.increment ?? []) {
    names[`#${name}`] = name;
    clauses.ADD.push(`#${name} :one`);
    values[':one'] = 1;
  }
  const expression = Object.entries(clauses).flatMap(([verb, parts]) =>
    parts.length > 0 ? `${verb} ${parts.join(', ')}` : [],
  );
  if (expression.length === 0) throw new InvariantError('An update that changes nothing');
  return {
    ConditionExpression,
    UpdateExpression: expression.join(' '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
