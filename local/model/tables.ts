/** The tables of a stack, in the form in which the local table server makes them. */
import { z } from 'zod';
import type { TableSpec } from '../types';
import { ofType, read, type ServedStack } from './resources';

const keyElementsSchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const indexesSchema = z
  .array(
    z.object({
      IndexName: z.string(),
      KeySchema: keyElementsSchema,
      Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
    }),
  )
  .default([]);
const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keyElementsSchema,
  GlobalSecondaryIndexes: indexesSchema,
  LocalSecondaryIndexes: indexesSchema,
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

/** The tables by their logical ids. */
export function tablesOf(served: ServedStack): Record<string, TableSpec> {
  const tables = ofType(served, 'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').flatMap((resource) => {
    const given = served.notServed.attempt(resource, () => read(resource, tableSchema));
    if (given === undefined) return [];
    const ttl = given.TimeToLiveSpecification;
    const spec: TableSpec = {
      tableName: served.references(resource.id),
      keySchema: given.KeySchema,
      attributeDefinitions: given.AttributeDefinitions,
      indexes: given.GlobalSecondaryIndexes,
      ...(given.LocalSecondaryIndexes.length > 0 && { localIndexes: given.LocalSecondaryIndexes }),
      ...(given.StreamSpecification && {
        stream: {
          arn: served.references(resource.id, 'StreamArn'),
          viewType: given.StreamSpecification.StreamViewType,
        },
      }),
      ...(ttl?.Enabled === true && { ttlAttribute: ttl.AttributeName }),
    };
    return [[resource.id, spec] as const];
  });
  return Object.fromEntries(tables);
}
