/** What arguments and options take: of a key only its id is kept, and times may be lengths of time. */
import { ACCOUNT, DURATION_SECONDS, EARLIER, keyIdOf, LATER } from '../../../cli/api/values';
import { UsageError } from '../../../cli/declaration';
import { NOW } from '../../support/fake-world';

const ID = '0123456789ABCDEFGH';
const SECRET = 'x'.repeat(49);

test.each([
  ['the id', ID],
  ['a presented key', `sp_live_${ID}_${SECRET}`],
  ['a key of another environment', `acme_test_${ID}_${SECRET}`],
  ['its public part', `sp_live_${ID}`],
  ['the hint of a list', `sp_live_${ID}…`],
  ['the hint of an imported key', `imported_${ID}…`],
  ['a key that was cut in the middle', `sp_live_${ID}_xxxx`],
])('%s names the key by its id alone', (_, text) => {
  expect(keyIdOf(text)).toBe(ID);
});

test.each([`sp_live_${ID.slice(1)}_${SECRET}`, 'sk-0123456789', ''])('%j is no key, and is not repeated', (text) => {
  expect(() => keyIdOf(text)).toThrow(new UsageError('is a key, its public part, or its id (18 characters)'));
});

test.each([
  ['2027-01-31', '2027-01-31T00:00:00Z'],
  ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00Z'],
  ['2027-01-31T12:00+01:00', '2027-01-31T11:00:00Z'],
])('%s is the same instant in both directions', (text, instant) => {
  expect([LATER[1](text)(NOW), EARLIER[1](text)(NOW)]).toEqual([instant, instant]);
});

test('a length of time is from now on, or before now', () => {
  expect(LATER[1]('90d')(NOW)).toBe('2027-05-30T12:00:00Z');
  expect(EARLIER[1]('36h')(NOW)).toBe('2027-02-28T00:00:00Z');
});

test.each(['yesterday', '2027-13-01', '12', '2027-01-31T12:00:00'])('%s is no time', (text) => {
  expect(() => LATER[1](text)).toThrow(UsageError);
});

test('a grace is a number of seconds', () => {
  expect(['1d', '30m', '0s'].map(DURATION_SECONDS[1])).toEqual([86_400, 1_800, 0]);
  expect(() => DURATION_SECONDS[1]('1 day')).toThrow(UsageError);
});

test.each(['0123456789', 'external:customer 1/a'])('%s names an account', (text) => {
  expect(ACCOUNT.read(text)).toBe(text);
});

test.each(['', 'external:', 'customer-1', '01234567890'])('%j names no account', (text) => {
  expect(() => ACCOUNT.read(text)).toThrow(UsageError);
});
