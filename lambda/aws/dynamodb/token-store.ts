/** The `TokenStore` port over the token cache's own table. An item without sealed bytes counts as absent. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/model';
import type { TokenStore } from '../../domain/ports/tokens';
import { type Attempt, type CallTime, retry } from '../retry';
import { type tableClient, TABLE_RETRY_POLICY } from './table-client';
import { CACHE_TABLE_SCHEMA } from './table-schema';

const { partitionKey, ttlAttribute } = CACHE_TABLE_SCHEMA;

export class DynamoTokenStore implements TokenStore {
  constructor(
    private readonly tableName: string,
    private readonly client: ReturnType<typeof tableClient>,
    private readonly time: CallTime,
  ) {}

  /** Eventually consistent: a missed entry costs a request to Cognito, and the cache checks each entry before use. */
  async find(id: string): Promise<Uint8Array | undefined> {
    const get = new GetCommand({ TableName: this.tableName, Key: { [partitionKey]: id } });
    const { Item } = await this.#retry((abortSignal) => this.client.send(get, { abortSignal }));
    const sealed: unknown = Item?.sealed;
    return sealed instanceof Uint8Array ? sealed : undefined;
  }

  async keep(id: string, sealed: Uint8Array, until: Instant): Promise<void> {
    const Item = { [partitionKey]: id, sealed, [ttlAttribute]: Math.ceil(until / 1000) };
    const put = new PutCommand({ TableName: this.tableName, Item });
    await this.#retry((abortSignal) => this.client.send(put, { abortSignal }));
  }

  #retry<T>(attempt: Attempt<T>): Promise<T> {
    return retry(TABLE_RETRY_POLICY, this.time, attempt);
  }
}
