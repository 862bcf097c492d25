/** The `TokenStore` port over the token cache's own table. An item without sealed bytes counts as absent. */
import type { Instant } from '../../domain/model';
import type { TokenStore } from '../../domain/ports/tokens';
import { type CallTime, retry } from '../retry';
import type { Attributes } from './codecs/attribute-codecs';
import { fromItemJson, toItemJson } from './attribute-values';
import type { SignedClient } from './signed-client';
import { TABLE_RETRY_POLICY } from './table-retry';
import { CACHE_TABLE_SCHEMA } from './table-schema';

const { partitionKey, ttlAttribute } = CACHE_TABLE_SCHEMA;

export class DynamoTokenStore implements TokenStore {
  constructor(
    private readonly tableName: string,
    private readonly client: SignedClient,
    private readonly time: CallTime,
  ) {}

  /** Eventually consistent: a missed entry costs a request to Cognito, and the cache checks each entry before use. */
  async find(id: string): Promise<Uint8Array | undefined> {
    const { Item } = await this.#send('GetItem', { Key: toItemJson({ [partitionKey]: id }) });
    const sealed = Item === undefined ? undefined : fromItemJson(Item).sealed;
    return sealed instanceof Uint8Array ? sealed : undefined;
  }

  async keep(id: string, sealed: Uint8Array, until: Instant): Promise<void> {
    const item = { [partitionKey]: id, sealed, [ttlAttribute]: Math.ceil(until / 1000) };
    await this.#send('PutItem', { Item: toItemJson(item) });
  }

  #send(operation: 'GetItem' | 'PutItem', input: object): Promise<Attributes> {
    const request = { TableName: this.tableName, ...input };
    return retry(TABLE_RETRY_POLICY, this.time, (signal) => this.client.send(operation, request, signal));
  }
}
