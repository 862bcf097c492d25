/** The changes that an operation makes to items of tables with a stream: the items before and after it. */
import type { ItemChange } from '../events/table-streams';
import type { JsonObject } from '../json';
import type { StreamSpec, TableSpec } from '../types';
import type { Item } from './dynalite';
import type { TableAnswer, TableEngine } from './engine';

/** Is told of all changes of one operation, in their order. */
export type Changed = (changes: readonly ItemChange[]) => void;

interface Surroundings {
  readonly engine: TableEngine;
  readonly tables: readonly TableSpec[];
  readonly changed: Changed;
}

interface Named {
  readonly table: TableSpec & { readonly stream: StreamSpec };
  readonly key: Item;
}

/** Does an operation, and tells of what it changed. To be called within `inTurn` of the engine. */
export async function withChanges(
  { engine, tables, changed }: Surroundings,
  { operation, input }: { readonly operation: string; readonly input: JsonObject },
  run: () => Promise<TableAnswer>,
): Promise<TableAnswer> {
  const named = writtenItems(operation, input).flatMap(({ TableName, item }): Named[] => {
    const table = tables.find(({ tableName }) => tableName === TableName);
    return table === undefined || !hasStream(table) ? [] : [{ table, key: keyOf(table, item) }];
  });
  const read = async ({ table, key }: Named): Promise<Item | undefined> => {
    const found = await engine.run('GetItem', { TableName: table.tableName, Key: key, ConsistentRead: true });
    return found.body.Item as Item | undefined;
  };
  const before: (Item | undefined)[] = [];
  for (const one of named) before.push(await read(one));
  const answer = await run();
  const changes: ItemChange[] = [];
  for (const [at, one] of named.entries())
    changes.push({ stream: one.table.stream, key: one.key, before: before[at], after: await read(one) });
  if (changes.length > 0) changed(changes);
  return answer;
}

const hasStream = (table: TableSpec): table is Named['table'] => table.stream !== undefined;

const keyOf = ({ keySchema }: TableSpec, item: Item): Item =>
  Object.fromEntries(
    keySchema.flatMap(({ AttributeName: name }) => (item[name] === undefined ? [] : [[name, item[name]]])),
  );

interface Written {
  readonly TableName: unknown;
  /** The item, or its key. */
  readonly item: Item;
}

/** The items that an operation writes. A condition check of a transaction writes none. */
function writtenItems(operation: string, input: JsonObject): Written[] {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [writtenBy(input.TableName, input)];
    case 'TransactWriteItems':
      return objectsIn(input.TransactItems).flatMap((actions) =>
        Object.entries(actions).flatMap(([type, action]) =>
          type === 'ConditionCheck' ? [] : [writtenBy((action as JsonObject).TableName, action as JsonObject)],
        ),
      );
    case 'BatchWriteItem':
      return Object.entries((input.RequestItems ?? {}) as JsonObject).flatMap(([TableName, requests]) =>
        objectsIn(requests).flatMap((request) =>
          Object.values(request).map((body) => writtenBy(TableName, body as JsonObject)),
        ),
      );
    default:
      return [];
  }
}

const writtenBy = (TableName: unknown, { Key, Item: item }: JsonObject): Written => ({
  TableName,
  item: (Key ?? item ?? {}) as Item,
});

const objectsIn = (list: unknown): readonly JsonObject[] => (Array.isArray(list) ? (list as JsonObject[]) : []);
