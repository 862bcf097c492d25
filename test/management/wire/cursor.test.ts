import fc from 'fast-check';
import { checksumOf } from '../../../lambda/domain/key-format';
import { type List, listName, readCursor, writeCursor } from '../../../lambda/management/wire/cursor';

const list = (given: Partial<List> = {}): List => ({
  name: listName('GET /accounts/{accountId}/keys', 'Acc0000001', { tag: 'x' }),
  start: 'Acc0000001',
  form: /^[0-9A-Za-z]{8}$/,
  ...given,
});
const POSITION = 'Acc0000001Key00001';

describe('a cursor', () => {
  it('holds the position that it was made of', () => {
    expect(readCursor(list(), writeCursor(list(), POSITION))).toBe(POSITION);
  });

  it('holds no account id: in the list of another account it would name a position of that account', () => {
    const cursor = writeCursor(list(), POSITION);

    expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('Acc0000001');
    expect(readCursor(list({ start: 'Acc0000002' }), cursor)).toBe('Acc0000002Key00001');
  });

  it.each([
    ['route', listName('GET /accounts/{accountId}/events', 'Acc0000001', { tag: 'x' })],
    ['account', listName('GET /accounts/{accountId}/keys', 'Acc0000002', { tag: 'x' })],
    ['filters', listName('GET /accounts/{accountId}/keys', 'Acc0000001', { tag: 'y' })],
    ['absence of filters', listName('GET /accounts/{accountId}/keys', 'Acc0000001', {})],
  ])('is refused in a list of another %s', (_, name) => {
    expect(readCursor(list({ name }), writeCursor(list(), POSITION))).toBeUndefined();
  });

  it('is the same for any order of the filters', () => {
    expect(listName('r', 'a', { x: 1, y: 2 })).toBe(listName('r', 'a', { y: 2, x: 1 }));
  });

  it('is refused when any character was changed, added or left out', () => {
    const cursor = writeCursor(list(), POSITION);
    const changed = Array.from(cursor).flatMap((_, at) => [
      cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
      cursor.slice(0, at) + cursor.slice(at + 1),
      `${cursor.slice(0, at)}x${cursor.slice(at)}`,
    ]);

    for (const text of changed) expect(readCursor(list(), text)).toBeUndefined();
  });

  it('is refused with a position of another form, even with a valid checksum', () => {
    const content = `${list().name}../../A`;
    const forged = Buffer.from(`${content}!${checksumOf(`${content}!`)}`).toString('base64url');

    expect(readCursor(list(), forged)).toBeUndefined();
  });

  it.each(['=', '%', ' ', 'é'])('is refused with %j at its end: a cursor has one spelling', (tail) => {
    expect(readCursor(list(), writeCursor(list(), POSITION) + tail)).toBeUndefined();
  });

  it('is refused for any other text, also a very long one', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => expect(readCursor(list(), text)).toBeUndefined()));
    expect(readCursor(list(), 'A'.repeat(10_000_000))).toBeUndefined();
  });
});
