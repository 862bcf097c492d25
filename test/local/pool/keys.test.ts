/** Which tokens API Gateway's Cognito authorizer takes here, though their signature is genuine. */
import { sign } from 'node:crypto';
import { loadKeys, type PoolKeys, readToken } from '../../../local/pool/keys';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
let keys: PoolKeys;
beforeAll(async () => {
  keys = await loadKeys(undefined);
});

/** A token with these members in its header beside the usual ones. */
function signed(header: object): string {
  const [access] = keys;
  const parts = [{ kid: access.jwk.kid, alg: 'RS256', ...header }, { sub: 's' }];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), access.privateKey).toString('base64url')}`;
}

/** A token whose signature has a character that plain base64 does not have. */
const withUrlCharacter = (): string =>
  Array.from({ length: 50 }, (_, n) => signed({ n })).find((token) => /[-_]\w*$/.test(token)) ?? '';
const otherLast = (token: string): string => ALPHABET[ALPHABET.indexOf(token.at(-1) ?? '') ^ 1] ?? '';

test('a token in the form of RFC 7515 is taken', () => {
  expect(readToken(keys, withUrlCharacter())).toEqual({ sub: 's' });
});

test.each<[string, (token: string) => string]>([
  ['padding', (token) => `${token}==`],
  ['another character', (token) => `${token}!`],
  ['a space', (token) => `${token} `],
  ['the alphabet of plain base64', (token) => token.replace(/[-_](?=\w*$)/, (one) => (one === '-' ? '+' : '/'))],
  ['bits that are not used', (token) => token.slice(0, -1) + otherLast(token)],
])('a token with %s in its signature is refused', (_, change) => {
  const token = withUrlCharacter();

  expect(change(token)).not.toBe(token);
  expect(readToken(keys, change(token))).toBeUndefined();
});

test.each([{ crit: ['b64'], b64: false }, { crit: [] }, { crit: ['exp'] }, { b64: true }])(
  'a token with %j in its header is refused',
  (header) => {
    expect(readToken(keys, signed(header))).toBeUndefined();
  },
);
