import { networkList } from '../../../lambda/aws/dynamodb/codecs/attribute-codecs';
import { fromItem, toItem } from '../../../lambda/aws/dynamodb/table-items';
import { account, apiKey } from '../../support/records';

const TEXT = '198.51.100.0/24 203.0.113.0/24';
const LIST = TEXT.split(' ');

describe('a list of networks', () => {
  test('is the same list each time that records with the same text are decoded, so that it is parsed once', () => {
    const key = toItem(apiKey({ networks: LIST }));
    const owner = toItem(account({ grant: { scopes: [], networks: LIST } }));

    const lists = [
      fromItem('key', { ...key }).networks,
      fromItem('key', { ...key }).networks,
      fromItem('account', owner).grant.networks,
    ];

    expect(lists).toEqual([LIST, LIST, LIST]);
    expect(new Set(lists).size).toBe(1);
  });

  test('cannot be changed by who reads it: other records share it', () => {
    const list = networkList.decode(TEXT, 'key.networks') as string[];

    expect(() => list.push('0.0.0.0/0')).toThrow(TypeError);
    expect(networkList.decode(TEXT, 'key.networks')).toEqual(LIST);
  });

  test('is forgotten after 10,000 others, so that no caller can fill the memory', () => {
    const before = networkList.decode(TEXT, 'key.networks');
    for (const at of Array(10_000).keys()) networkList.decode(`2001:db8:${at.toString(16)}::/48`, 'key.networks');

    const after = networkList.decode(TEXT, 'key.networks');

    expect(after).toEqual(before);
    expect(after).not.toBe(before);
  });

  test.each([[''], ['10.0.0.0/8'], [TEXT]])('that is empty or has entries is read back as it was: %j', (text) => {
    expect(networkList.encode(networkList.decode(text, 'key.networks'))).toBe(text);
  });

  test.each([[undefined], [7], [LIST]])('that is stored as %j fails at each read', (stored) => {
    const read = () => networkList.decode(stored, 'key.networks');

    expect([read, read].map((again) => failureOf(again))).toEqual(
      Array(2).fill('key.networks is stored in an unknown format'),
    );
  });
});

function failureOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return undefined;
}
