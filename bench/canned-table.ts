/** What the canned table answers: the wanted items that there are, in the JSON of DynamoDB's API. */
import { keyText } from '../lambda/aws/dynamodb/item-keys';
import type { Deployment } from './deployment';

type WireKey = Readonly<Record<'PK' | 'SK', { readonly S: string }>>;
interface BatchRead {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly WireKey[] }>>;
}

const textOf = ({ PK, SK }: WireKey): string => keyText({ PK: PK.S, SK: SK.S });

/** Items of a page of a list. */
const PAGE = 100;

/** Every write succeeds and changes nothing. Throws for an operation that no contender should use. */
export function answerOf(items: Deployment['items'], operation: string, body: string): string {
  const request: unknown = JSON.parse(body);
  if (operation === 'TransactWriteItems') return '{}';
  if (operation === 'Query') {
    const Items = Object.entries(items).flatMap(([key, item]) => (key.includes(' K#') ? [item] : []));
    return JSON.stringify({ Items: Items.slice(0, PAGE), Count: PAGE, ScannedCount: PAGE });
  }
  if (operation === 'GetItem') {
    const { Key } = request as { readonly Key: WireKey };
    return JSON.stringify({ Item: items[textOf(Key)] });
  }
  if (operation !== 'BatchGetItem') throw new RangeError(`The canned table does not serve ${operation}`);
  const tables = Object.entries((request as BatchRead).RequestItems);
  const found = tables.map(([name, { Keys }]) => [name, Keys.flatMap((key) => items[textOf(key)] ?? [])] as const);
  return JSON.stringify({ Responses: Object.fromEntries(found), UnprocessedKeys: {} });
}
