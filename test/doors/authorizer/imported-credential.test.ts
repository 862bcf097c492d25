/** Where callers may put an imported key: where they may put any key. */
import { importedKeys } from '../../../lambda/domain/key-format';
import { presentedCredential, type RequestParts } from '../../../lambda/doors/authorizer/presented-credential';
import type { Door } from '../../../lambda/doors/authorizer/route-table';
import { presentedKey } from '../../support/records';
import { accessToken, KID, signingKey } from '../../support/tokens';

const PLAIN = 'unkey_3ZkQvJt8mW2pXyN4bRcHdF';
const DOTTED = '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';
const PADDED = 'c2VjcmV0LXRva2VuLW9mLWEtdGFibGU=';
const GATEWAY = 'a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0';
const IMPORTED = [PLAIN, DOTTED, PADDED, GATEWAY];
const forms = importedKeys([
  'unkey_[1-9A-HJ-NP-Za-km-z]{14,250}',
  'SG[.][0-9A-Za-z._-]{17,253}',
  '[0-9A-Za-z+/=]{32}',
  '[0-9A-Za-z]{40}',
]);
const TOKEN = accessToken(signingKey(KID));

const presented = (request: RequestParts, door: Door = 'any') => presentedCredential(request, door, forms);
const inBearer = (text: string) => ({ multiValueHeaders: { Authorization: [`Bearer ${text}`] } });
const inKeyHeader = (text: string) => ({ multiValueHeaders: { 'X-API-Key': [text] } });
const none = (reason: string) => ({ accepted: false, reason });

describe('an imported key', () => {
  test.each(IMPORTED)('%s is found in both headers as a key, also at a door for keys alone', (text) => {
    for (const request of [inBearer(text), inKeyHeader(text)]) {
      expect(presented(request)).toEqual({ kind: 'key', text });
      expect(presented(request, 'key')).toEqual({ kind: 'key', text });
      expect(presented(request, 'token')).toEqual(none('wrong-kind'));
    }
  });

  test('leaves tokens and our own keys what they are', () => {
    expect(presented(inBearer(TOKEN))).toEqual({ kind: 'token', text: TOKEN });
    expect(presented(inKeyHeader(TOKEN))).toEqual(none('malformed'));
    for (const request of [inBearer(presentedKey()), inKeyHeader(presentedKey())])
      expect(presented(request)).toEqual({ kind: 'key', text: presentedKey() });
  });

  test.each([[PLAIN], [DOTTED], [PADDED], [GATEWAY], [`see ${PLAIN}`]])('is refused in the query: %s', (text) => {
    const other = inKeyHeader(presentedKey());

    for (const query of [{ note: [text] }, { [text]: ['1'] }])
      expect(presented({ ...other, multiValueQueryStringParameters: query })).toEqual(none('in-query'));
    expect(presented({ ...other, queryStringParameters: { note: text } })).toEqual(none('in-query'));
  });

  test('leaves other values in the query alone, also one that only contains a key without a prefix', () => {
    const query = { page: ['2'], commit: [`${GATEWAY}0`], text: [`about ${GATEWAY}`] };

    expect(presented({ ...inKeyHeader(PLAIN), multiValueQueryStringParameters: query })).toEqual({
      kind: 'key',
      text: PLAIN,
    });
  });

  test('is one credential beside no other', () => {
    const both = { ...inBearer(PLAIN).multiValueHeaders, ...inKeyHeader(GATEWAY).multiValueHeaders };

    expect(presented({ multiValueHeaders: both })).toEqual(none('several-sent'));
  });

  test('is none without forms', () => {
    expect(presentedCredential(inKeyHeader(DOTTED), 'any')).toEqual(none('malformed'));
    expect(presentedCredential(inBearer(DOTTED), 'any')).toMatchObject({ kind: 'token' });
    expect(
      presentedCredential({ ...inKeyHeader(presentedKey()), queryStringParameters: { note: PLAIN } }, 'any'),
    ).toMatchObject({ kind: 'key' });
  });
});
