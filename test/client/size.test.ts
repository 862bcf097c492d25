import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(__dirname, '..', '..');

test('the client has at most 6 KB, as its page says within 0.1, and names no module of Node.js', () => {
  // As `npm test` made it just before.
  const bundle = readFileSync(join(ROOT, 'dist', 'client', 'index.mjs'));
  const kilobytes = gzipSync(bundle, { level: 9 }).length / 1000;
  const [, told] = /has ([\d.]+) KB/.exec(readFileSync(join(ROOT, 'docs', 'client.md'), 'utf8')) ?? [];

  expect(kilobytes).toBeLessThanOrEqual(6);
  expect(Math.abs(kilobytes - Number(told))).toBeLessThanOrEqual(0.1);
  expect(String(bundle)).not.toMatch(/\bnode:|require\(/);
});
