/**
 * The parts of dynalite that the local tables are made of. dynalite has no types, so what is used of it is declared
 * here. Each module is named literally, so that esbuild finds it and the package needs no dynalite beside it.
 */
import type { JsonObject } from '../json';

/** An item or a key in DynamoDB's own JSON. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Store {
  readonly db: { open(): Promise<void>; close(done: (error?: Error | null) => void): void };
}
export type Action = (
  store: Store,
  input: JsonObject,
  done: (error: Error | null | undefined, output: JsonObject) => void,
) => void;
export interface Rules {
  readonly types: object;
  readonly custom?: unknown;
}
export interface TableOperation {
  readonly rules: Rules;
  readonly act: Action;
}

/** Node's `require`, which loads what has no types. */
declare const require: (name: string) => unknown;

export const dynalite = require('dynalite/db') as {
  create(options: { path?: string; createTableMs: number }): Store;
  checkConditional(input: JsonObject, item: Item | undefined): unknown;
};
export const validations = require('dynalite/validations') as {
  checkTypes(input: JsonObject, types: object): JsonObject;
  checkValidations: (...input: [input: JsonObject, types: object, custom: unknown, store: Store]) => void;
};

const operation = (rules: unknown, act: unknown): TableOperation => ({ rules: rules as Rules, act: act as Action });

export const CREATE_TABLE = operation(
  require('dynalite/validations/createTable'),
  require('dynalite/actions/createTable'),
);

/** The operations that clients may call, apart from transactions. */
export const TABLE_OPERATIONS: ReadonlyMap<string, TableOperation> = new Map([
  ['BatchGetItem', operation(require('dynalite/validations/batchGetItem'), require('dynalite/actions/batchGetItem'))],
  [
    'BatchWriteItem',
    operation(require('dynalite/validations/batchWriteItem'), require('dynalite/actions/batchWriteItem')),
  ],
  ['DeleteItem', operation(require('dynalite/validations/deleteItem'), require('dynalite/actions/deleteItem'))],
  [
    'DescribeTable',
    operation(require('dynalite/validations/describeTable'), require('dynalite/actions/describeTable')),
  ],
  ['GetItem', operation(require('dynalite/validations/getItem'), require('dynalite/actions/getItem'))],
  ['ListTables', operation(require('dynalite/validations/listTables'), require('dynalite/actions/listTables'))],
  ['PutItem', operation(require('dynalite/validations/putItem'), require('dynalite/actions/putItem'))],
  ['Query', operation(require('dynalite/validations/query'), require('dynalite/actions/query'))],
  ['Scan', operation(require('dynalite/validations/scan'), require('dynalite/actions/scan'))],
  ['UpdateItem', operation(require('dynalite/validations/updateItem'), require('dynalite/actions/updateItem'))],
]);
