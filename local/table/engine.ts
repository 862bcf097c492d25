/**
 * The engine of the local tables: the checks and actions of dynalite, called without its HTTP server, whose uncaught
 * errors would end the process. Here every error is an answer. Calls run one at a time, so that no caller sees half a
 * transaction.
 */
import { create as createDomain } from 'node:domain';
import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '../json';
import { StartRefusal } from '../refusal';
import type { TableIndexSpec, TableSpec } from '../types';
import {
  CREATE_TABLE,
  dynalite,
  type Item,
  type Store,
  TABLE_OPERATIONS,
  type TableOperation,
  validations,
} from './dynalite';

export interface TableAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** An error of DynamoDB's low-level API. */
export const tableError = (status: number, type: string, message: string): TableAnswer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message },
});

/** Whether the answer is an error of this type. */
export const isTableError = (answer: TableAnswer, type: string): boolean =>
  answer.status !== 200 && String(answer.body.__type).endsWith(`#${type}`);

export class TableEngine {
  readonly #store: Store;
  /** By table name: the TTL attribute, or undefined for a table without one. */
  readonly #expiring = new Map<unknown, string | undefined>();
  #turn: Promise<unknown> = Promise.resolve();

  /** Keeps the tables in this directory, or in memory without one. */
  constructor(directory?: string) {
    this.#store = dynalite.create({ createTableMs: 0, ...(directory === undefined ? {} : { path: directory }) });
  }

  /** Makes the table unless the directory has it. Refuses the start when it has it with other keys or indexes. */
  async createTable(spec: TableSpec): Promise<void> {
    this.#expiring.set(spec.tableName, spec.ttlAttribute);
    const answer = await this.#perform(CREATE_TABLE, {
      TableName: spec.tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: spec.keySchema,
      AttributeDefinitions: spec.attributeDefinitions,
      ...(spec.indexes.length === 0 ? {} : { GlobalSecondaryIndexes: spec.indexes }),
      ...(spec.localIndexes && { LocalSecondaryIndexes: spec.localIndexes }),
    });
    if (answer.status !== 200 && !isTableError(answer, 'ResourceInUseException')) {
      throw new StartRefusal(`cannot make table ${spec.tableName}: ${messageOf(answer)}`);
    }
    const table = await this.#whenActive(spec.tableName, answer.status === 200);
    const expected = {
      KeySchema: spec.keySchema,
      GlobalSecondaryIndexes: spec.indexes,
      LocalSecondaryIndexes: spec.localIndexes,
    };
    if (keysAndIndexesOf(table) !== keysAndIndexesOf(expected)) {
      throw new StartRefusal(
        `the table ${spec.tableName} of the data directory has other keys or indexes; use another directory`,
      );
    }
  }

  /**
   * dynalite answers `CreateTable` some milliseconds before the table is active. A table that a killed process was
   * making is never active.
   */
  async #whenActive(TableName: string, isNew: boolean): Promise<JsonObject> {
    for (;;) {
      const { body } = await this.run('DescribeTable', { TableName });
      const table = body.Table as JsonObject;
      if (table.TableStatus === 'ACTIVE') return table;
      if (!isNew)
        throw new StartRefusal(`the table ${TableName} of the data directory is incomplete; use another directory`);
      await wait(1);
    }
  }

  /** Opens the store. Refuses the start when another process uses the directory. */
  async open(): Promise<void> {
    try {
      await this.#store.db.open();
    } catch {
      throw new StartRefusal('the data directory cannot be opened; another local run may be using it');
    }
  }

  close(): Promise<void> {
    return this.inTurn(
      () =>
        new Promise((resolve, reject) => {
          this.#store.db.close((error) => (error == null ? resolve() : reject(error)));
        }),
    );
  }

  /** Runs the work after all work that was passed in before. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** DynamoDB's answer to one operation. To be called within `inTurn`. Never rejects. */
  async run(name: string, input: JsonObject): Promise<TableAnswer> {
    if (name === 'DescribeTimeToLive' && this.#expiring.has(input.TableName)) return this.#timeToLive(input);
    const known = TABLE_OPERATIONS.get(name);
    return known === undefined
      ? tableError(400, 'UnknownOperationException', `${name} is not served by the local table`)
      : this.#perform(known, input);
  }

  /** The error of a write with invalid input, or with a condition that this item does not meet; else undefined. */
  check(name: string, input: JsonObject, item: Item | undefined): TableAnswer | undefined {
    try {
      const { rules } = TABLE_OPERATIONS.get(name) ?? CREATE_TABLE;
      const refusal = dynalite.checkConditional(this.#checked(rules, input), item);
      return refusal == null ? undefined : answerTo(refusal);
    } catch (error) {
      return answerTo(error);
    }
  }

  #timeToLive(input: JsonObject): TableAnswer {
    const AttributeName = this.#expiring.get(input.TableName);
    const TimeToLiveStatus = AttributeName === undefined ? 'DISABLED' : 'ENABLED';
    return { status: 200, body: { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } } };
  }

  #checked(rules: TableOperation['rules'], input: JsonObject): JsonObject {
    const checked = validations.checkTypes(structuredClone(input), rules.types);
    validations.checkValidations(checked, rules.types, rules.custom, this.#store);
    return checked;
  }

  /** The domain catches what dynalite throws in its callbacks; a promise would not. */
  async #perform({ rules, act }: TableOperation, input: JsonObject): Promise<TableAnswer> {
    try {
      const checked = this.#checked(rules, input);
      const body = await new Promise<JsonObject>((resolve, reject) => {
        const guard = createDomain();
        guard.on('error', reject);
        guard.run(() =>
          act(this.#store, checked, (error, output) => (error == null ? resolve(output) : reject(error))),
        );
      });
      return { status: 200, body };
    } catch (error) {
      return answerTo(error);
    }
  }
}

/** dynalite's own errors have an answer; any other error is an internal server error. */
function answerTo(error: unknown): TableAnswer {
  if (error instanceof Error && 'statusCode' in error && 'body' in error) {
    return { status: Number(error.statusCode), body: error.body as JsonObject };
  }
  return tableError(500, 'InternalServerError', String(error));
}

/** A table's keys and indexes as text, to compare the data directory's table with the template's. */
function keysAndIndexesOf(table: JsonObject): string {
  const formsOf = (indexes: unknown) => ((indexes ?? []) as readonly TableIndexSpec[]).map(formOf).sort();
  return JSON.stringify([table.KeySchema, formsOf(table.GlobalSecondaryIndexes), formsOf(table.LocalSecondaryIndexes)]);
}

const formOf = ({ IndexName, KeySchema, Projection }: TableIndexSpec): string =>
  JSON.stringify([IndexName, KeySchema, Projection.ProjectionType, [...(Projection.NonKeyAttributes ?? [])].sort()]);

const messageOf = (answer: TableAnswer): string =>
  String(answer.body.message ?? answer.body.Message ?? answer.body.__type);
