/**
 * The engine of the local table: dynalite's checks and actions, called without its HTTP server, because that one
 * throws whatever goes wrong inside and would end the process. Here every failure is an answer, and calls run one
 * at a time, so that nobody sees a half-applied transaction.
 */
import { create as createDomain } from 'node:domain';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '../json';
import { StartRefusal } from '../refusal';
import type { TableIndexSpec, TableSpec } from '../types';

/** An item or a key in DynamoDB's own JSON. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface TableAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

interface Store {
  readonly db: { open(): Promise<void>; close(done: (error?: Error | null) => void): void };
}
type Action = (
  store: Store,
  input: JsonObject,
  done: (error: Error | null | undefined, output: JsonObject) => void,
) => void;
interface Rules {
  readonly types: object;
  readonly custom?: unknown;
}

const load = createRequire(__filename);
const dynalite = load('dynalite/db') as {
  create(options: { path?: string; createTableMs: number }): Store;
  checkConditional(input: JsonObject, item: Item | undefined): unknown;
};
const validations = load('dynalite/validations') as {
  checkTypes(input: JsonObject, types: object): JsonObject;
  checkValidations: (...input: [input: JsonObject, types: object, custom: unknown, store: Store]) => void;
};

/** Everything a client may ask for, transactions aside. */
const TABLE_OPERATIONS = new Map(
  [
    'BatchGetItem',
    'BatchWriteItem',
    'DeleteItem',
    'DescribeTable',
    'GetItem',
    'ListTables',
    'PutItem',
    'Query',
    'Scan',
    'UpdateItem',
  ].map((name) => [name, tableOperation(name)]),
);
const CREATION_MS = 2_000;
const CREATE_TABLE = tableOperation('CreateTable');

function tableOperation(name: string): { rules: Rules; act: Action } {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  return { rules: load(`dynalite/validations/${file}`) as Rules, act: load(`dynalite/actions/${file}`) as Action };
}

/** An error answer in DynamoDB's form. */
export const tableError = (status: number, type: string, message: string): TableAnswer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message },
});

/** Whether the answer is an error of that type. */
export const isTableError = (answer: TableAnswer, type: string): boolean =>
  answer.status !== 200 && String(answer.body.__type).endsWith(`#${type}`);

export class TableEngine {
  readonly #store: Store;
  /** Each table's TTL attribute, if it has one. */
  readonly #expiring = new Map<unknown, string | undefined>();
  #turn: Promise<unknown> = Promise.resolve();

  /** Keeps everything in that directory, or in memory without one. */
  constructor(directory?: string) {
    this.#store = dynalite.create({ createTableMs: 0, ...(directory === undefined ? {} : { path: directory }) });
  }

  /** Makes the table, or finds it as it was made before; refuses the start when the directory holds another form. */
  async createTable(spec: TableSpec): Promise<void> {
    this.#expiring.set(spec.tableName, spec.ttlAttribute);
    const answer = await this.#perform(CREATE_TABLE, {
      TableName: spec.tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: spec.keySchema,
      AttributeDefinitions: spec.attributeDefinitions,
      ...(spec.indexes.length === 0 ? {} : { GlobalSecondaryIndexes: spec.indexes }),
    });
    if (answer.status !== 200 && !isTableError(answer, 'ResourceInUseException')) {
      throw new StartRefusal(`cannot make table ${spec.tableName}: ${messageOf(answer)}`);
    }
    const table = await this.#whenActive(spec.tableName);
    if (
      keysAndIndexesOf(table) !== keysAndIndexesOf({ KeySchema: spec.keySchema, GlobalSecondaryIndexes: spec.indexes })
    ) {
      throw new StartRefusal(`the data directory holds table ${spec.tableName} in another form; take an empty one`);
    }
  }

  /** dynalite makes a table active a moment after it said so; one left half-made by a killed process never is. */
  async #whenActive(TableName: string): Promise<JsonObject> {
    const end = performance.now() + CREATION_MS;
    while (performance.now() < end) {
      const { body } = await this.run('DescribeTable', { TableName });
      const table = body.Table as JsonObject;
      if (table.TableStatus === 'ACTIVE') return table;
      await wait(1);
    }
    throw new StartRefusal(`the data directory holds table ${TableName} half made; take an empty one`);
  }

  /** Opens the store; refuses the start when another process has the directory. */
  async open(): Promise<void> {
    try {
      await this.#store.db.open();
    } catch {
      throw new StartRefusal('the data directory cannot be opened; another run may have it');
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

  /** Runs the work when everything asked for before is over. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** One operation as DynamoDB answers it; to be called in turn. Never rejects. */
  async run(name: string, input: JsonObject): Promise<TableAnswer> {
    if (name === 'DescribeTimeToLive' && this.#expiring.has(input.TableName)) return this.#timeToLive(input);
    const known = TABLE_OPERATIONS.get(name);
    return known === undefined
      ? tableError(400, 'UnknownOperationException', `${name} is not served by the local table`)
      : this.#perform(known, input);
  }

  /** What is wrong with the input of a write, or with its condition on this item; undefined when nothing is. */
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

  #checked(rules: Rules, input: JsonObject): JsonObject {
    const checked = validations.checkTypes(structuredClone(input), rules.types);
    validations.checkValidations(checked, rules.types, rules.custom, this.#store);
    return checked;
  }

  /** The domain catches what dynalite throws from its callbacks, which no promise sees. */
  async #perform({ rules, act }: { rules: Rules; act: Action }, input: JsonObject): Promise<TableAnswer> {
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

/** dynalite's refusals carry their own answer; anything else is an internal error. */
function answerTo(error: unknown): TableAnswer {
  if (error instanceof Error && 'statusCode' in error && 'body' in error) {
    return { status: Number(error.statusCode), body: error.body as JsonObject };
  }
  return tableError(500, 'InternalServerError', String(error));
}

/** What must not have changed when a table is found again: keys and indexes. */
function keysAndIndexesOf(table: JsonObject): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []) as readonly TableIndexSpec[];
  const forms = indexes.map(({ IndexName, KeySchema, Projection: { ProjectionType, NonKeyAttributes = [] } }) =>
    JSON.stringify([IndexName, KeySchema, ProjectionType, [...NonKeyAttributes].sort()]),
  );
  return JSON.stringify([table.KeySchema, forms.sort()]);
}

const messageOf = (answer: TableAnswer): string =>
  String(answer.body.message ?? answer.body.Message ?? answer.body.__type);
