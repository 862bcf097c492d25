/**
 * The local stand-in for the DynamoDB tables of a template: DynamoDB's wire protocol over HTTP on loopback, with
 * transactions, functions' permissions and injected failures. No item is deleted when its TTL attribute has passed:
 * DynamoDB may delete it days later, so readers have to compare the date themselves (Developer Guide, Using time to
 * live).
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { type Callers, denial } from '../callers';
import { accessDenied, accessesOf } from './permissions';
import { type TableAnswer, TableEngine, tableError } from './engine';
import { failedAnswer, withoutKey } from './failed-answers';
import { type InjectedFailure, InjectedFailures, reset } from '../injected-failures';
import { type JsonObject, parseJsonObject } from '../json';
import { openServer } from '../server';
import { type Changed, withChanges } from './item-changes';
import { Transactions } from './transactions';
import type { TableServer, TableSpec } from '../types';

export interface TableServerOptions {
  readonly tables: readonly TableSpec[];
  /** The functions, which may do what their roles allow; any other caller may do everything. */
  readonly callers?: Callers;
  /** Where the tables are kept from one run to the next; without it they are kept in memory. */
  readonly directory?: string;
  /** Told of the changes in tables that have a stream. @default - nobody is */
  readonly changed?: Changed;
}

/** Makes the tables and serves them on a free port. Refuses the start when the directory cannot be used. */
export async function startTableServer(options: TableServerOptions): Promise<TableServer> {
  const engine = new TableEngine(options.directory);
  await engine.open();
  try {
    for (const table of options.tables) await engine.createTable(table);
    return await serveTables(engine, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function serveTables(
  engine: TableEngine,
  { tables, callers = {}, changed = () => undefined }: TableServerOptions,
): Promise<TableServer> {
  const injected = new InjectedFailures();
  const keys = tables.map(
    ({ tableName, keySchema }) => [tableName, keySchema.map(({ AttributeName }) => AttributeName)] as const,
  );
  const endpoint = new TableEndpoint({
    engine,
    transactions: new Transactions(engine, new Map(keys)),
    injected,
    callers,
    tables,
    changed,
  });
  const server = await openServer(
    createServer((request, response) => endpoint.serve(request, response)),
    0,
  );
  return {
    url: server.url,
    // Only the answer to a batch can be partial.
    fail: (kind, options) =>
      injected.inject(kind, kind === 'partial' ? { operation: 'BatchGetItem', ...options } : options),
    close: async () => {
      await server.close();
      await engine.close();
    },
  };
}

interface TableParts {
  readonly engine: TableEngine;
  readonly transactions: Transactions;
  readonly injected: InjectedFailures;
  readonly callers: Callers;
  readonly tables: readonly TableSpec[];
  readonly changed: Changed;
}

/** What the permissions of a request depend on, beside its input. */
interface SignedRequest {
  readonly operation: string;
  /** The `Authorization` header of AWS Signature Version 4. */
  readonly authorization: string | undefined;
}

/** Answers HTTP requests with what the engine answers, or as an injected failure says. */
class TableEndpoint {
  constructor(private readonly parts: TableParts) {}

  serve(request: IncomingMessage, response: ServerResponse): void {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const failure = this.parts.injected.take(operation);
    request.on('error', () => response.destroy());
    if (failure.kind === 'refuse') {
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const called = { operation, authorization: request.headers.authorization };
      this.#reply(called, Buffer.concat(chunks).toString(), { failure, response }).catch(() => response.destroy());
    });
  }

  async #reply(
    called: SignedRequest,
    text: string,
    { failure, response }: { failure: InjectedFailure; response: ServerResponse },
  ) {
    if (failure.kind === 'hang') return;
    if (failure.kind === 'reset') {
      reset(response);
      return;
    }
    const input = parseJsonObject(text);
    const answer =
      failedAnswer(failure.kind, called.operation) ??
      (input === undefined
        ? tableError(400, 'SerializationException', 'The request is no JSON object')
        : await this.#answer(called, input, failure).catch(internalError));
    if (failure.kind === 'lost') {
      reset(response);
      return;
    }
    const body = failure.kind === 'malformed' ? '{"Responses": {"' : JSON.stringify(answer.body);
    response.writeHead(failure.kind === 'malformed' ? 200 : answer.status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
    });
    response.end(body);
  }

  async #answer(called: SignedRequest, input: JsonObject, failure: InjectedFailure): Promise<TableAnswer> {
    const { engine, callers, tables } = this.parts;
    const denied = denial(callers, called.authorization, accessesOf(called.operation, input, tables));
    if (denied !== undefined) return accessDenied(denied);
    return engine.inTurn(() =>
      withChanges(this.parts, { operation: called.operation, input }, () =>
        this.#run(called.operation, input, failure),
      ),
    );
  }

  async #run(operation: string, input: JsonObject, failure: InjectedFailure): Promise<TableAnswer> {
    if (operation === 'TransactWriteItems') return this.parts.transactions.run(input);
    if (failure.kind !== 'partial' || operation !== 'BatchGetItem') return this.parts.engine.run(operation, input);
    const { input: rest, unprocessed } = withoutKey(input, failure.unprocessedIndex);
    const tables = Object.keys(rest.RequestItems ?? {});
    const answer: TableAnswer =
      tables.length === 0
        ? { status: 200, body: { Responses: {}, UnprocessedKeys: {} } }
        : await this.parts.engine.run(operation, rest);
    if (answer.status !== 200) return answer;
    const left = { ...(answer.body.UnprocessedKeys as JsonObject), ...unprocessed };
    return { status: 200, body: { ...answer.body, UnprocessedKeys: left } };
  }
}

const internalError = (error: unknown): TableAnswer => tableError(500, 'InternalServerError', String(error));
