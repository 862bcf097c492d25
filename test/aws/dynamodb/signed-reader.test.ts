/** What a warm function remembers of the answers to its reads, and that it asks the table for each read all the same. */
import { toItemJson } from '../../../lambda/aws/dynamodb/attribute-values';
import { RECORD_CODECS } from '../../../lambda/aws/dynamodb/codecs/record-codecs';
import { itemKeyOf } from '../../../lambda/aws/dynamodb/item-keys';
import { signedReader } from '../../../lambda/aws/dynamodb/signed-reader';
import { toItem } from '../../../lambda/aws/dynamodb/table-items';
import type { TableReader } from '../../../lambda/aws/dynamodb/table-reader';
import type { TableRecord } from '../../../lambda/domain/records/table-records';
import { callTimeOn, TABLE_NAME } from '../../support/local-table';
import { ManualTimers } from '../../support/manual-timers';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../support/records';

const ACCOUNT = { kind: 'account', accountId: ACCOUNT_ID } as const;
const KEY = { kind: 'key', keyId: KEY_ID } as const;

let asked: string[];
/** The last one comes again and again. */
let answers: string[];
let reader: TableReader;
beforeEach(() => {
  asked = [];
  const sendText = (_: string, input: string) => {
    asked.push(input);
    return Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? '');
  };
  reader = signedReader({ tableName: TABLE_NAME, codecs: RECORD_CODECS }, { sendText })(callTimeOn(new ManualTimers()));
});

const answer = (items: readonly object[], left: readonly object[] = []) =>
  JSON.stringify({
    Responses: { [TABLE_NAME]: items },
    UnprocessedKeys: left.length > 0 ? { [TABLE_NAME]: { Keys: left } } : {},
  });
const batch = (...records: readonly TableRecord[]) => answer(records.map((record) => toItemJson(toItem(record))));
const again = () => reader.read([KEY, ACCOUNT]);
/** Whether a second read gives the very records of the first. */
const isRemembered = async (read: () => Promise<readonly unknown[]>) => {
  const [first, second] = [await read(), await read()];
  expect(second).toEqual(first);
  return second[0] === first[0];
};

it('asks the table for every read, and decodes an answer that stays the same once', async () => {
  answers = [batch(apiKey(), account())];

  const [first, second] = [await again(), await again()];

  expect(asked).toHaveLength(2);
  expect(asked[1]).toBe(asked[0]);
  expect(first).toEqual([apiKey(), account()]);
  expect([second[0] === first[0], second[1] === first[1]]).toEqual([true, true]);
});

it('sees every change at the next read: a record that is another, one that is gone, and one that is back', async () => {
  const revoked = apiKey({ revokedAt: NOW });
  answers = [batch(apiKey(), account()), batch(revoked, account()), batch(account()), batch()];
  answers.push(batch(apiKey(), account()));

  const seen = [await again(), await again(), await again(), await again(), await again()];

  expect(seen).toEqual([
    [apiKey(), account()],
    [revoked, account()],
    [undefined, account()],
    [undefined, undefined],
    [apiKey(), account()],
  ]);
});

it('takes what another read knows of a left key for that key alone', async () => {
  const left = [toItemJson(itemKeyOf(account()))];
  const half = answer([toItemJson(toItem(apiKey()))], left);
  answers = [batch(account()), half, batch(account()), half, batch(account()), batch(apiKey(), account())];

  const reads = [await reader.read([ACCOUNT]), await again(), await again(), await again()];

  expect(reads).toEqual([[account()], [apiKey(), account()], [apiKey(), account()], [apiKey(), account()]]);
  expect(asked).toHaveLength(6);
});

it('gives the records in the order of each read, and one twice that is asked for twice', async () => {
  answers = [batch(apiKey(), account())];
  const twice = () => reader.read([KEY, ACCOUNT, KEY]);

  const reads = [await again(), await reader.read([ACCOUNT, KEY]), await twice(), await twice()];

  expect(reads).toEqual([
    [apiKey(), account()],
    [account(), apiKey()],
    [apiKey(), account(), apiKey()],
    [apiKey(), account(), apiKey()],
  ]);
});

it.each<[string, string]>([
  ['is no record', batch(apiKey(), account()).replace('"live"', '"other"')],
  ['has an item twice', batch(account(), account())],
  ['has another record', batch(apiKey(), account({ accountId: 'Acc0000002' }))],
])('refuses an answer that %s each time that it comes', async (_, wrong) => {
  answers = [wrong];
  const failure = () => again().then(Promise.reject.bind(Promise), (error: unknown) => error);

  expect([await failure(), await failure()]).toMatchObject([{ dependency: 'table' }, { dependency: 'table' }]);
});

it('asks for the keys of each read, also when two reads look alike as text', async () => {
  const named = (externalId: string) => ({ kind: 'externalId', externalId, accountId: ACCOUNT_ID }) as const;
  const [first, second] = [named('a'), named('b')];
  const { PK, SK } = itemKeyOf(second);
  const alike = named(`a ${SK} ${PK}`);
  answers = [batch(first, second), batch(alike)];

  const reads = [await reader.read([first, second]), await reader.read([alike])];

  expect(reads).toEqual([[first, second], [alike]]);
  expect(JSON.parse(asked[1] ?? '')).toMatchObject({
    RequestItems: { [TABLE_NAME]: { Keys: [toItemJson(itemKeyOf(alike))] } },
  });
});

describe('remembers', () => {
  const named = (at: number) => ({ kind: 'deletedAccount', accountId: `Acc${String(at).padStart(7, '0')}` }) as const;
  const readOf = (at: number) => () => {
    answers = [batch(named(at))];
    return reader.read([named(at)]);
  };

  it('the last 500 reads, and forgets the first for one more', async () => {
    for (let at = 0; at < 500; at++) await readOf(at)();
    const [first, last] = [await readOf(0)(), await readOf(499)()];
    expect([(await readOf(0)())[0] === first[0], (await readOf(499)())[0] === last[0]]).toEqual([true, true]);

    await readOf(500)();

    expect([(await readOf(0)())[0] === first[0], (await readOf(499)())[0] === last[0]]).toEqual([false, true]);
  });

  it('answers of up to 4,096 characters', async () => {
    const sized = (size: number) => {
      const filled = (text: string) => batch(account({ name: text }));
      return filled('n'.repeat(size - filled('').length));
    };
    const readSized = (size: number) => () => {
      answers = [sized(size)];
      return reader.read([ACCOUNT]);
    };
    expect(sized(4096)).toHaveLength(4096);

    expect([await isRemembered(readSized(4096)), await isRemembered(readSized(4097))]).toEqual([true, false]);
  });

  it('no answer that lacks a record: made-up keys push no other read out', async () => {
    answers = [batch(account())];

    expect(await isRemembered(() => reader.read([ACCOUNT]))).toBe(true);
    expect(
      await isRemembered(async () => {
        const [key, found] = await again();
        expect(key).toBeUndefined();
        return [found];
      }),
    ).toBe(false);
  });
});
