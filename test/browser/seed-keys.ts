/**
 * Puts many keys into the table of a run at once, each a copy of one that the API made, under an id and a label of its own.
 * A key with a higher number is older, as in no order that the API lists them in.
 */
import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { TestRun } from '../support/local-run';
import { asDeveloper, itemsOf } from '../support/table-items';

type Item = Record<string, AttributeValue>;
const AT_ONCE = 25;
const MINUTE = 60_000;

export async function seedKeys({ facts }: TestRun, keyId: string, count: number): Promise<void> {
  const { tableEndpoint, tableName } = facts;
  const all = await itemsOf(tableEndpoint, tableName);
  const original = all.find((item) => item.SK?.S === `K#${keyId}`);
  if (original === undefined) throw new Error(`There is no key ${keyId}.`);
  const copies = Array.from({ length: count }, (_, at) => copyOf(original, keyId, at + 1));
  await asDeveloper(tableEndpoint, async (client) => {
    for (let from = 0; from < copies.length; from += AT_ONCE) {
      const puts = copies.slice(from, from + AT_ONCE).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
    }
  });
}

function copyOf(original: Item, keyId: string, number: number): Item {
  const digits = String(number).padStart(4, '0');
  const id = `${keyId.slice(0, -4)}${digits}`;
  const createdAt = { N: String(Number(original.createdAt?.N) - number * MINUTE) };
  return { ...original, createdAt, SK: { S: `K#${id}` }, keyId: { S: id }, label: { S: `Key ${digits}` } };
}
