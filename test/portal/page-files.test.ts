import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFiles } from '../../lambda/portal/page-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-page-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};

test('every text of the page is read, by its path below the folder', () => {
  write('index.html', '<!doctype html>');
  write('assets/index-1.js', 'start()');
  write('assets/index-1.css', 'p{}');
  write('icon.svg', '<svg/>');

  const files = [...pageFiles(folder)].map(([name, { type, text }]) => [name, type, text]);

  expect(Object.fromEntries(files.map(([name = '', ...rest]) => [name, rest]))).toEqual({
    'index.html': ['text/html; charset=utf-8', '<!doctype html>'],
    'assets/index-1.js': ['text/javascript; charset=utf-8', 'start()'],
    'assets/index-1.css': ['text/css; charset=utf-8', 'p{}'],
    'icon.svg': ['image/svg+xml', '<svg/>'],
  });
});

test('a file that is no text is not served, as API Gateway would spoil its bytes', () => {
  write('icon.png', 'PNG');
  write('assets/index-1.js.map', '{}');

  expect([...pageFiles(folder).keys()]).toEqual([]);
});

test('another text has another ETag, and the same text the same', () => {
  write('one.txt', 'one');
  write('two.txt', 'two');
  write('one-again.txt', 'one');

  const files = pageFiles(folder);

  expect(files.get('one.txt')?.etag).toMatch(/^W\/"[\w-]{22}"$/);
  expect(files.get('one-again.txt')?.etag).toBe(files.get('one.txt')?.etag);
  expect(files.get('two.txt')?.etag).not.toBe(files.get('one.txt')?.etag);
});

test('without a page there are no files', () => {
  expect(pageFiles(join(folder, 'page')).size).toBe(0);
});
