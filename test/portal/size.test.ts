import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** As `npm test` made it just before. */
const PAGE = join(__dirname, '..', '..', 'dist', 'functions', 'portal', 'page');
const files = readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:html|js|css)$/.test(name))
  .map((name) => ({ name, bytes: readFileSync(join(PAGE, name)) }));
const HTML = readFileSync(join(PAGE, 'index.html'), 'utf8');

test('the whole page, all of its screens, has at most 60 KB', () => {
  const kilobytes = files.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length / 1000, 0);

  expect(files.length).toBeGreaterThan(3);
  expect(kilobytes).toBeLessThanOrEqual(60);
});

test('the document has no script and no style of its own, and only addresses relative to it', () => {
  const addresses = [...HTML.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);

  expect(HTML).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  expect(addresses.filter((address) => !address.startsWith('./') && address !== 'data:,')).toEqual([]);
});

test('the colours of the deployer come after the sheet of the page', () => {
  const sheets = [...HTML.matchAll(/<link rel="stylesheet"[^>]*href="([^"]*)"/g)].map(([, address]) => address);

  expect(sheets).toEqual([expect.stringMatching(/^\.\/assets\/[\w-]+\.css$/), './theme.css']);
});

test('no script makes code or markup from text', () => {
  const scripts = files.filter(({ name }) => name.endsWith('.js')).map(({ bytes }) => String(bytes));

  expect(scripts.join('\n')).not.toMatch(
    /\beval\(|\bnew Function\b|document\.write|insertAdjacentHTML|\/work\/|file:\/\//,
  );
});
