/**
 * The prop `importedKeys`: which forms the keys have that were made elsewhere. Checked at synth, because a form that
 * could be a key or a token of this deployment would make a credential mean two things.
 */
import { IMPORTED_KEY_MAX_LENGTH, IMPORTED_KEY_MIN_LENGTH, mintKey } from '../../lambda/domain/key-format';
import { type NamesOf, refuseUnknown } from '../cdk/known-names';
import { invalid, isList, isObject } from '../cdk/synth-errors';

/**
 * The form of keys that a system before this one made. It has a `prefix`, or an `alphabet` and a `length`, or all three.
 * @example
 * const form = { prefix: 'unkey_', alphabet: '1-9A-HJ-NP-Za-km-z' };
 */
export interface ImportedKeyForm {
  /**
   * How these keys begin, such as `unkey_`: 1 to 20 letters, digits, `_`, `-` and `.`, of which a letter or digit is first.
   * @default - the keys have no common beginning
   */
  readonly prefix?: string;
  /**
   * The characters behind the prefix, at least 16 different ones: single characters, and ranges of digits or letters, as in
   * a regular expression. Base58 is `1-9A-HJ-NP-Za-km-z`, base64url `0-9A-Za-z_-`. Allowed are letters, digits and
   * `-._~+/=`, which both headers can carry (https://www.rfc-editor.org/rfc/rfc6750#section-2.1); a `=` stands only at the
   * end of a key.
   * @default '0-9A-Za-z' if there is a prefix
   */
  readonly alphabet?: string;
  /**
   * Characters of a whole key, its prefix included: 20 to 256.
   * @default - 20 to 256, if there is a prefix
   */
  readonly length?: number;
}

/**
 * What a deployment takes of keys that were made elsewhere.
 * @example
 * const importedKeys = { forms: [{ prefix: 'unkey_' }, { alphabet: '0-9A-Za-z', length: 40 }] };
 */
export interface ImportedKeysOptions {
  /** The forms of these keys, 1 to 5. A credential of another form is refused without a read, unless it is one of our own. */
  readonly forms: readonly ImportedKeyForm[];
}

const OPTIONS: NamesOf<ImportedKeysOptions> = { forms: true };
const FORM: NamesOf<ImportedKeyForm> = { prefix: true, alphabet: true, length: true };
const MOST_FORMS = 5;
const PREFIX = /^[0-9A-Za-z][\w.-]{0,19}$/;
const ANY_BASE62 = '0-9A-Za-z';
/** A hyphen is itself only at an end. */
const ALPHABET = /^-?(?:\d-\d|[a-z]-[a-z]|[A-Z]-[A-Z]|[\w.~+/=])+-?$/;
const LEAST_CHARACTERS = 16;

/** What of the props decides about forms. */
type FormSettings = Partial<
  Readonly<{
    importedKeys: ImportedKeysOptions;
    keyPrefix: string;
    earlierKeyPrefixes: readonly string[];
    environment: 'live' | 'test';
  }>
>;

/** The forms as the functions read them (`lambda/domain/key-format.ts`). Stops the synth for a form that cannot serve. */
export function importedKeyForms({ importedKeys: options, ...own }: FormSettings): readonly string[] {
  if (options === undefined) return [];
  if (!isObject(options)) invalid('importedKeys', options, 'an object such as { forms: [{ prefix: "unkey_" }] }');
  refuseUnknown('an option of importedKeys', options, OPTIONS);
  const { forms } = options;
  if (!isList(forms) || forms.length < 1 || forms.length > MOST_FORMS)
    invalid('forms of importedKeys', forms, `a list of 1 to ${MOST_FORMS} forms, such as [{ prefix: "unkey_" }]`);
  return forms.map((form) => patternOf(form, own));
}

/** The environment variable of a function that reads presented keys. */
export function importedKeysVariable(settings: FormSettings): Record<string, string> {
  const forms = importedKeyForms(settings);
  return forms.length === 0 ? {} : { IMPORTED_KEYS: forms.join(' ') };
}

function patternOf(form: ImportedKeyForm, own: FormSettings): string {
  if (!isObject(form)) invalid('a form of importedKeys', form, 'an object such as { prefix: "unkey_" }');
  refuseUnknown('an option of a form of importedKeys', form, FORM);
  const { prefix = '', alphabet = ANY_BASE62, length } = form;
  checkForm(form);
  checkMeaning(form, own);
  const [least, most] = [length ?? IMPORTED_KEY_MIN_LENGTH, length ?? IMPORTED_KEY_MAX_LENGTH];
  const rest = least === most ? `${least - prefix.length}` : `${least - prefix.length},${most - prefix.length}`;
  return `${prefix.replaceAll('.', '[.]')}[${alphabet}]{${rest}}`;
}

function checkForm({ prefix, alphabet, length }: ImportedKeyForm): void {
  if (prefix === undefined && (alphabet === undefined || length === undefined))
    invalid('a form of importedKeys', { alphabet, length }, 'one with a prefix, or with an alphabet and a length');
  if (prefix !== undefined && !(typeof prefix === 'string' && PREFIX.test(prefix)))
    invalid(
      'the prefix of a form',
      prefix,
      '1 to 20 letters, digits, "_", "-" and ".", of which a letter or digit is first',
    );
  if (alphabet !== undefined && !isAlphabet(alphabet))
    invalid(
      'the alphabet of a form',
      alphabet,
      `at least ${LEAST_CHARACTERS} letters, digits and -._~+/=, and ranges such as a-z; a "-" only at an end`,
    );
  const isPossible = length === undefined || (Number.isInteger(length) && length <= IMPORTED_KEY_MAX_LENGTH);
  if (!isPossible || Number(length) < IMPORTED_KEY_MIN_LENGTH || Number(length) <= (prefix ?? '').length)
    invalid(
      'the length of a form',
      length,
      `${IMPORTED_KEY_MIN_LENGTH} to ${IMPORTED_KEY_MAX_LENGTH} characters, the prefix included`,
    );
}

const VISIBLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));

function isAlphabet(alphabet: unknown): boolean {
  if (typeof alphabet !== 'string' || !ALPHABET.test(alphabet)) return false;
  const ranges = alphabet.match(/\w-\w/g) ?? [];
  if (ranges.some((range) => range.charCodeAt(0) > range.charCodeAt(2))) return false;
  const one = new RegExp(`^[${alphabet}]$`);
  return VISIBLE.filter((character) => one.test(character)).length >= LEAST_CHARACTERS;
}

/** Beginning of a token of Cognito: `{"` in base64url. A token has dots. */
const TOKEN_START = 'ey';

/** Refuses a form that a key of this deployment or a token could have. */
function checkMeaning(form: ImportedKeyForm, own: FormSettings): void {
  const { keyPrefix = 'sp', earlierKeyPrefixes = [], environment = 'live' } = own;
  const { prefix = '', alphabet = ANY_BASE62, length } = form;
  const canBegin = (start: string): boolean => start.startsWith(prefix) || prefix.startsWith(start);
  const canHave = (character: string): boolean => new RegExp(`^[${alphabet}]$`).test(character);
  const hasUnderscores = canHave('_') || prefix.split('_').length > 3;
  for (const ownPrefix of [keyPrefix, ...earlierKeyPrefixes]) {
    const ownStart = `${ownPrefix}_${environment}_`;
    const ownLength = lengthOfKeys(ownPrefix, environment);
    if (canBegin(ownStart) && hasUnderscores && (length ?? ownLength) === ownLength)
      invalid(
        'a form of importedKeys',
        form,
        `a form that no key of this deployment has, which begins with ${ownStart}`,
      );
  }
  if (canBegin(TOKEN_START) && canHave('.'))
    invalid('a form of importedKeys', form, 'a form that no access token has, which begins with "ey" and has dots');
}

const lengthOfKeys = (prefix: string, environment: 'live' | 'test'): number =>
  mintKey({ prefix, environment, keyId: '0'.repeat(18) }, () => new Uint8Array(64)).length;
