import { importedKeys } from '../../../lambda/domain/key-format';
import type { SallyportProps } from '../../../lib/sallyport-props';
import { settingsOf } from '../../../lib/settings';
import { importedKeysVariable } from '../../../lib/state/imported-keys';
import { presentedKey } from '../../support/records';
import { accessToken, KID, signingKey } from '../../support/tokens';
import { PROPS } from '../support';

type Form = NonNullable<SallyportProps['importedKeys']>['forms'][number];
const variable = (forms: readonly Form[], props: Partial<SallyportProps> = {}) =>
  importedKeysVariable(settingsOf({ ...PROPS, ...props, importedKeys: { forms } }));
const readerOf = (...forms: readonly Form[]) => importedKeys((variable(forms)['IMPORTED_KEYS'] ?? '').split(' '));

test('a deployment without imported keys tells its functions nothing of them', () => {
  expect(importedKeysVariable(settingsOf(PROPS))).toEqual({});
});

test.each<[string, Form, readonly string[], readonly string[]]>([
  [
    'a prefix, and letters and digits behind it',
    { prefix: 'unkey_' },
    [`unkey_${'a'.repeat(14)}`, `unkey_${'Z'.repeat(250)}`],
    [`unkey_${'a'.repeat(13)}`, `unkey_${'a'.repeat(251)}`, `unkey_${'a'.repeat(14)}_`, `x${'a'.repeat(40)}`],
  ],
  [
    'a prefix with a dot, which stands for itself, and an exact length',
    { prefix: 'SG.', alphabet: '0-9A-Za-z._-', length: 69 },
    [`SG.${'a'.repeat(22)}.${'-'.repeat(43)}`],
    [`SGx${'a'.repeat(66)}`, `SG.${'a'.repeat(65)}`],
  ],
  [
    'an alphabet and an exact length, the keys of API Gateway',
    { alphabet: '0-9A-Za-z', length: 40 },
    ['a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0'],
    ['a'.repeat(39), 'a'.repeat(41), `${'a'.repeat(39)}-`],
  ],
  ['base64 with its padding', { alphabet: '0-9A-Za-z+/=', length: 44 }, [`${'a'.repeat(43)}=`], [`=${'a'.repeat(43)}`]],
  ['hexadecimal digits', { alphabet: '0-9a-f', length: 64 }, ['0'.repeat(64)], ['g'.repeat(64), 'A'.repeat(64)]],
])('%s: is what the functions read', (...[, form, keys, others]) => {
  const reader = readerOf(form);

  expect(keys.filter((key) => reader?.isForm(key) !== true)).toEqual([]);
  expect(others.filter((other) => reader?.isForm(other) !== false)).toEqual([]);
});

const FORM = { alphabet: '0-9A-Za-z', length: 40 } as const;
test.each<[string, unknown, string]>([
  ['no object', [], 'importedKeys is []; allowed: an object such as { forms:'],
  ['a misspelt option', { form: [FORM] }, 'form is not an option of importedKeys. Did you mean forms?'],
  ['no form', { forms: [] }, 'forms of importedKeys is []; allowed: a list of 1 to 5 forms'],
  ['six forms', { forms: Array(6).fill(FORM) }, 'a list of 1 to 5 forms'],
  ['a form that is a text', { forms: ['unkey_'] }, 'a form of importedKeys is "unkey_"; allowed: an object'],
  ['a misspelt option of a form', { forms: [{ prefx: 'u' }] }, 'prefx is not an option of a form of importedKeys'],
  ['a form without a prefix and a length', { forms: [{ alphabet: '0-9a-f' }] }, 'with an alphabet and a length'],
  [
    'a form of a length alone',
    { forms: [{ length: 40 }] },
    'allowed: one with a prefix, or with an alphabet and a length',
  ],
  ['an empty prefix', { forms: [{ prefix: '' }] }, 'the prefix of a form is ""; allowed: 1 to 20 letters'],
  ['a prefix with a space', { forms: [{ prefix: 'a b' }] }, 'the prefix of a form is "a b"'],
  ['a prefix of 21 characters', { forms: [{ prefix: 'p'.repeat(21) }] }, '1 to 20 letters, digits'],
  ['an alphabet of a bracket', { forms: [{ ...FORM, alphabet: '0-9a-z]' }] }, 'the alphabet of a form is "0-9a-z]"'],
  ['an alphabet of a few characters', { forms: [{ ...FORM, alphabet: '0-9abcde' }] }, 'at least 16 letters'],
  ['a range from letters to digits', { forms: [{ ...FORM, alphabet: 'a-9A-Z' }] }, 'ranges such as a-z'],
  ['a range that goes back', { forms: [{ ...FORM, alphabet: 'z-a0-9A-Z' }] }, 'ranges such as a-z'],
  ['keys of 19 characters', { forms: [{ ...FORM, length: 19 }] }, 'the length of a form is 19; allowed: 20 to 256'],
  ['keys of 257 characters', { forms: [{ ...FORM, length: 257 }] }, '20 to 256 characters'],
  ['half a character', { forms: [{ ...FORM, length: 20.5 }] }, 'the length of a form is 20.5'],
  ['a prefix that is the whole key', { forms: [{ prefix: 'p'.repeat(20), length: 20 }] }, 'the prefix included'],
])('%s stops the synth', (_, importedKeys, message) => {
  // The cast is what an app in JavaScript does.
  const props = { ...PROPS, importedKeys } as SallyportProps;

  expect(() => settingsOf(props)).toThrow(`Sallyport: `);
  expect(() => settingsOf(props)).toThrow(message);
});

test.each<[string, Form, Partial<SallyportProps>]>([
  ['begins as our keys do', { prefix: 'sp_live_', alphabet: '0-9A-Za-z_' }, {}],
  ['may begin as our keys do', { prefix: 's', alphabet: '0-9A-Za-z_' }, {}],
  ['has every text of their length', { alphabet: '0-9A-Za-z_-', length: presentedKey().length }, {}],
  [
    'begins as those of another prefix',
    { prefix: 'ord_test_', alphabet: '0-9A-Za-z_' },
    {
      keyPrefix: 'ord',
      environment: 'test',
    },
  ],
  [
    'begins as keys of an earlier prefix',
    { prefix: 'old_live_', alphabet: '0-9A-Za-z_' },
    { earlierKeyPrefixes: ['old'] },
  ],
])('a form that a key of this deployment can have is refused: it %s', (_, form, props) => {
  expect(() => variable([form], props)).toThrow('a form that no key of this deployment has');
});

test.each<[string, Form]>([
  ['has no prefix and has dots', { alphabet: '0-9A-Za-z._-', length: 100 }],
  ['begins as a token does', { prefix: 'eyJ', alphabet: '0-9A-Za-z._-' }],
  ['may begin as a token does', { prefix: 'e', alphabet: '0-9A-Za-z._-' }],
])('a form that a token can have is refused: it %s', (_, form) => {
  expect(() => variable([form])).toThrow('a form that no access token has');
});

test('the keys of another Sallyport have a form of their own, and so has a key with dots that is no token', () => {
  const reader = readerOf(
    { prefix: 'sp_test_', alphabet: '0-9A-Za-z_' },
    { prefix: 'SG.', alphabet: '0-9A-Za-z._-' },
    { prefix: 'sp_', length: 40 },
  );

  expect(reader?.isForm(presentedKey().replace('live', 'test'))).toBe(true);
  expect(reader?.isForm(presentedKey())).toBe(false);
  expect(reader?.isForm(accessToken(signingKey(KID)))).toBe(false);
});

test('five of the longest forms take a quarter of what a function’s variables may take', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._~+/=-';
  const forms = Array.from({ length: 5 }, () => ({ prefix: 'p.'.repeat(10), alphabet }));

  expect(variable(forms)['IMPORTED_KEYS']?.length).toBeLessThan(1_024);
});
