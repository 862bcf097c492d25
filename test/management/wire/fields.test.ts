import fc from 'fast-check';
import {
  instant,
  instantOf,
  integer,
  line,
  lines,
  list,
  metadata,
  network,
  partOfLine,
  scope,
} from '../../../lambda/management/wire/fields';
import { presentedKey } from '../../support/records';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }) => (value: string) =>
  schema.safeParse(value).success;

describe('a line', () => {
  it.each([
    [0, false],
    [1, true],
    [80, true],
    [81, false],
  ])('of 1 to 80 characters with %i code points: %s', (length, fits) => {
    expect(line(80).safeParse('🌙'.repeat(length)).success).toBe(fits);
  });

  it.each([
    ['a space', ' '],
    ['spaces of several kinds', ' \u00a0\u2003\u3000'],
    ['a mark without a letter', '\u0301'],
    ['a variation selector', '\ufe0f'],
    ['a Hangul filler', '\u3164'],
    ['an empty Braille pattern', '\u2800'],
    ['a tab', '\t'],
  ])('is not blank, as with %s alone', (_, value) => {
    expect(line(80).safeParse(value).success).toBe(false);
  });

  it.each([' a', 'a ', '\u00a0a', 'a\u3000'])('begins and ends with no space: %j', (value) => {
    expect(line(80).safeParse(value).success).toBe(false);
  });

  it.each([['<script>'], ['ナイトリー'], ['e\u0301'], ['a\u00a0b  c'], ['שלום'], ['❤️'], ['#️⃣'], ['-'], ['\u{1fae9}']])(
    'takes %j as it is',
    (value) => {
      expect(line(80).parse(value)).toBe(value);
    },
  );

  it.each(['\n', '\r\n', 'x\n\ny'])('has no line break: %j', (value) => {
    expect(takes(line(80))(`a${value}b`)).toBe(false);
  });
});

describe.each([
  ['a line', line(80)],
  ['a part of a line', partOfLine(80)],
  ['lines', lines(80)],
])('%s', (_, schema) => {
  it.each([
    ['a control', '\u0000'],
    ['a tab', '\t'],
    ['a carriage return alone', '\r'],
    ['a delete', '\u007f'],
    ['a C1 control', '\u0085'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a left-to-right mark', '\u200e'],
    ['an Arabic letter mark', '\u061c'],
    ['an override', '\u202e'],
    ['an isolate', '\u2066'],
    ['a zero-width space', '\u200b'],
    ['a joiner', '\u200d'],
    ['a non-joiner', '\u200c'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a tag character', '\u{e0041}'],
    ['a Hangul filler', '\u3164'],
    ['a combining grapheme joiner', '\u034f'],
    ['a Khmer vowel without a shape', '\u17b4'],
    ['a Mongolian variation selector', '\u180b'],
    ['a variation selector of no emoji', '\ufe00'],
    ['an ideographic variation selector', '\u{e0100}'],
    ['an ignorable place without a character', '\u2065'],
    ['half a surrogate pair', '\ud83d'],
    ['the other half', '\udc00'],
  ])('holds no character that hides or moves others, such as %s', (_name, character) => {
    expect(takes(schema)(`a${character}b`)).toBe(false);
  });

  it('holds no API key: records are shown again and copied to audit events', () => {
    expect(takes(schema)(presentedKey().slice(0, -1))).toBe(true);
    expect(takes(schema)(presentedKey())).toBe(false);
  });
});

test('a part of a line may be or begin with a space, as a search for the end of a word does', () => {
  expect([' ', ' Corp', 'Acme '].map(takes(partOfLine(80)))).toEqual([true, true, true]);
});

test('lines have breaks as Unix and Windows write them, spaces at the ends, or nothing at all', () => {
  expect(['', ' ', 'a\nb', 'a\r\n\r\nb\n', '\n'].map(takes(lines(80)))).toEqual([true, true, true, true, true]);
});

test('metadata holds no API key, neither as a value nor as a name', () => {
  expect(metadata.safeParse({ note: [presentedKey()] }).success).toBe(false);
  expect(metadata.safeParse({ [presentedKey()]: true }).success).toBe(false);
});

describe('integer', () => {
  it.each([
    [-1, false],
    [0, true],
    [10, true],
    [11, false],
    [0.5, false],
    ['5', false],
    [null, false],
    [true, false],
  ])('from 0 to 10, given %j: %s', (value, fits) => {
    expect(integer(0, 10).safeParse(value).success).toBe(fits);
  });
});

describe('a list', () => {
  it('has at most as many entries as it may', () => {
    expect(list(scope, 2).safeParse(['read:a', 'read:b']).success).toBe(true);
    expect(list(scope, 2).safeParse(['read:a', 'read:b', 'read:c']).success).toBe(false);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-11-23T12:00:00Z', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23t12:00:00z', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23T12:00:00.25+01:30', Date.UTC(2026, 10, 23, 10, 30, 0, 250)],
    ['2024-02-29T23:59:59-00:00', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['9999-12-31T23:59:59.999Z', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ])('%s is read to the millisecond', (value, expected) => {
    expect(instant.parse(value)).toBe(expected);
  });

  it.each([
    '2026-11-23',
    '2026-11-23T12:00Z',
    '2026-11-23T12:00:00',
    '2026-11-23 12:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T23:59:60Z',
    '2026-11-23T12:00:00+24:00',
    '9999-12-31T23:59:59-00:01',
    '+10000-01-01T00:00:00Z',
    ' 2026-11-23T12:00:00Z',
    '1795435200',
    1_795_435_200_000,
    null,
  ])('%j is refused', (value) => {
    expect(instantOf(value)).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (value) => expect(instantOf(value)).toBeUndefined()));
  });
});

describe('a scope', () => {
  it.each(['read:orders', 'read:*', 'a:b'])('may be %s', (value) => {
    expect(scope.safeParse(value).success).toBe(true);
  });

  it.each(['', 'ab', 'a b', 'a"b', 'a\\b', 'é:b', 'x'.repeat(65), 7])('is not %j', (value) => {
    expect(scope.safeParse(value).success).toBe(false);
  });
});

describe('a network', () => {
  it.each(['192.0.2.0/24', '2001:db8::/32', '::/0'])('may be %s', (value) => {
    expect(network.safeParse(value).success).toBe(true);
  });

  it.each(['192.0.2.1/24', '192.0.2.0', '010.0.0.0/8', '0.0.0.0/33', 'x'.repeat(100_000), 7])('is not %j', (value) => {
    expect(network.safeParse(value).success).toBe(false);
  });
});

describe('an error of a network', () => {
  it.each([
    ['192.0.2.1/24', 'write "192.0.2.0/24"'],
    ['192.0.2.1', 'add "/32"'],
    ['192.0.2.0/33', 'in CIDR form'],
  ])('for %s says what to do: %s', (value, told) => {
    const [issue, ...more] = network.safeParse(value).error?.issues ?? [];

    expect([issue?.message, more]).toEqual([expect.stringContaining(told), []]);
  });
});

describe('metadata', () => {
  const ofBytes = (bytes: number) => ({ a: 'é'.repeat((bytes - '{"a":""}'.length) / 2) });
  it.each([
    [1022, true],
    [1024, true],
    [1026, false],
  ])('of %i bytes: %s', (bytes, fits) => {
    expect(metadata.safeParse(ofBytes(bytes)).success).toBe(fits);
  });

  it.each([{}, { a: null, b: [1, { c: 'x' }], d: true, e: -1.5e10 }])('%j is kept as it is', (value) => {
    expect(metadata.parse(value)).toEqual(value);
  });

  it.each([[[]], ['text'], [null], [7], [{ a: '\ud800' }], [{ '\ud800': 1 }], [{ a: [{ b: Infinity }] }]])(
    '%j is none',
    (value) => {
      expect(metadata.safeParse(value).success).toBe(false);
    },
  );

  it.each([
    ['9007199254740991', true],
    ['9007199254740993', false],
    ['-9007199254740993', false],
  ])('keeps the number %s exactly or not at all: %s', (written, kept) => {
    expect(metadata.safeParse(JSON.parse(`{"id":${written}}`)).success).toBe(kept);
  });
});
