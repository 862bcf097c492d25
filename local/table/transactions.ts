/**
 * TransactWriteItems for the local tables: all conditions are checked before anything is written, so a transaction is
 * done whole or not at all. The one exception is a process that is killed between two writes of a transaction.
 *
 * Source: DynamoDB API reference, TransactWriteItems and CancellationReason.
 */
import type { JsonObject } from '../json';
import type { Item } from './dynalite';
import { isTableError, type TableAnswer, type TableEngine, tableError } from './engine';

/** How long DynamoDB remembers the ClientRequestToken of a finished transaction. */
const TOKEN_LIFE_MS = 600_000;
const MAX_ACTIONS = 100;

interface TransactionStep {
  /** The operation that does the write; undefined for a `ConditionCheck`. */
  readonly operation?: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  readonly input: JsonObject & { readonly TableName: string };
  readonly key: Item;
  readonly before?: Item;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
}
const NONE: CancellationReason = { Code: 'None' };

export class Transactions {
  readonly #finished = new Map<string, { request: string; at: number }>();

  constructor(
    private readonly engine: TableEngine,
    /** By table name: the names of its key attributes. */
    private readonly keys: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** Runs one transaction. To be called within `inTurn` of the engine. */
  async run(input: JsonObject): Promise<TableAnswer> {
    const token = input.ClientRequestToken;
    const request = JSON.stringify(input.TransactItems);
    const earlier = typeof token === 'string' ? this.#earlier(token) : undefined;
    if (earlier !== undefined) return earlier === request ? { status: 200, body: {} } : MISMATCH;
    const answer = await this.#perform(input.TransactItems);
    if (answer.status === 200 && typeof token === 'string') this.#finished.set(token, { request, at: Date.now() });
    return answer;
  }

  #earlier(token: string): string | undefined {
    for (const [old, { at }] of this.#finished) {
      if (Date.now() - at < TOKEN_LIFE_MS) break;
      this.#finished.delete(old);
    }
    return this.#finished.get(token)?.request;
  }

  async #perform(actions: unknown): Promise<TableAnswer> {
    if (!Array.isArray(actions) || actions.length < 1 || actions.length > MAX_ACTIONS) {
      return validationError(`Member must have length between 1 and ${MAX_ACTIONS} at 'transactItems'`);
    }
    const steps: TransactionStep[] = [];
    for (const action of actions) {
      const step = await this.#read(action as JsonObject);
      if ('status' in step) return step;
      steps.push(step);
    }
    const names = new Set(steps.map(({ input, key }) => JSON.stringify([input.TableName, key])));
    if (names.size < steps.length)
      return validationError('Transaction request cannot include multiple operations on one item');
    return this.#checked(steps) ?? this.#apply(steps);
  }

  /** Reads one action of a transaction and the item that it is about. The answer is that of an invalid action. */
  async #read(action: JsonObject): Promise<TransactionStep | TableAnswer> {
    const [type = '', body] = Object.entries(action)[0] ?? [];
    const input = body as TransactionStep['input'] | undefined;
    const names = this.keys.get(String(input?.TableName));
    if (!(type in OPERATION) || input === undefined) return validationError('Unknown action in TransactItems');
    if (names === undefined) return tableError(400, 'ResourceNotFoundException', 'Requested resource not found');
    const key = keyIn((input.Key ?? input.Item) as Item, names);
    const found = await this.engine.run('GetItem', { TableName: input.TableName, Key: key, ConsistentRead: true });
    if (found.status !== 200) return found;
    const operation = OPERATION[type];
    const before = found.body.Item as Item | undefined;
    return {
      input,
      key,
      ...(operation === undefined ? {} : { operation }),
      ...(before === undefined ? {} : { before }),
    };
  }

  /** The answer when a condition does not hold; undefined when all hold. */
  #checked(steps: readonly TransactionStep[]): TableAnswer | undefined {
    const reasons: CancellationReason[] = [];
    for (const { operation, input, before } of steps) {
      const refusal = this.engine.check(operation ?? 'DeleteItem', input, before);
      if (refusal !== undefined && !isTableError(refusal, 'ConditionalCheckFailedException')) return refusal;
      reasons.push(refusal === undefined ? NONE : { Code: 'ConditionalCheckFailed', Message: MESSAGE });
    }
    return reasons.every((reason) => reason === NONE) ? undefined : cancelled(reasons);
  }

  /** Writes step by step. When a write fails although its condition holds, the writes before it are undone. */
  async #apply(steps: readonly TransactionStep[]): Promise<TableAnswer> {
    for (const [position, { operation, input }] of steps.entries()) {
      const answer = operation === undefined ? undefined : await this.engine.run(operation, input);
      if (answer !== undefined && answer.status !== 200) {
        await this.#undo(steps.slice(0, position).reverse());
        const reason = { Code: 'ValidationError', Message: String(answer.body.message) };
        return cancelled(steps.map((_, at) => (at === position ? reason : NONE)));
      }
    }
    return { status: 200, body: {} };
  }

  async #undo(steps: readonly TransactionStep[]): Promise<void> {
    for (const {
      operation,
      input: { TableName },
      key,
      before,
    } of steps) {
      if (operation === undefined) continue;
      if (before === undefined) await this.engine.run('DeleteItem', { TableName, Key: key });
      else await this.engine.run('PutItem', { TableName, Item: before });
    }
  }
}

const OPERATION: Readonly<Record<string, TransactionStep['operation']>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: undefined,
};
const MESSAGE = 'The conditional request failed';
const MISMATCH = tableError(400, 'IdempotentParameterMismatchException', 'The token was used with other parameters');

const validationError = (message: string): TableAnswer => tableError(400, 'ValidationException', message);

const keyIn = (item: Item | undefined, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item?.[name] === undefined ? [] : [[name, item[name]]])));

function cancelled(reasons: readonly CancellationReason[]): TableAnswer {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const { status, body } = tableError(400, 'TransactionCanceledException', message);
  return { status, body: { ...body, Message: message, CancellationReasons: reasons } };
}
