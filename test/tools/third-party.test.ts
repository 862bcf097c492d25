/** The package names the licence of all code of others in its bundles, and each of these licences permits that. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noticeOf, type ThirdParty, thirdPartiesOf } from '../../tools/third-party';

const ROOT = join(__dirname, '..', '..');
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];
/** As `npm test` made it just before. */
const NOTICE = readFileSync(join(ROOT, 'dist', 'third-party-licenses.txt'), 'utf8');
const named = [...NOTICE.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+@\d[\w.+-]*) \((.+)\)$/gm)];

test('there are packages of functions, of the command and of the portal page in it', () => {
  const names = named.map(([, name = '']) => name.replace(/@[^@]+$/, ''));

  expect(names).toEqual(
    expect.arrayContaining([
      ...['zod', '@aws-sdk/client-dynamodb', 'dynalite', 'classic-level', 'ajv'],
      ...['preact', 'oauth4webapi'],
    ]),
  );
});

test('each has a licence that permits it', () => {
  expect(named.filter(([, , license = '']) => !PERMISSIVE.includes(license)).map(([line]) => line)).toEqual([]);
});

test('the licences of LevelDB and Snappy, which are in the native store, are there too', () => {
  expect(NOTICE).toContain('The LevelDB Authors');
  expect(NOTICE).toContain('Google Inc.');
});

const partyAt = (files: readonly string[]): readonly ThirdParty[] => {
  const inputs = Object.fromEntries(files.map((file) => [file, {}]));
  return thirdPartiesOf([{ outputs: { 'out.js': { inputs } } }], ROOT);
};

test('a package is named once, with its version, however many of its files are taken', () => {
  const parties = partyAt(['node_modules/zod/v4/index.js', 'node_modules/zod/index.js', 'lib/index.ts']);

  expect(parties.map(({ name, license }) => [name, license])).toEqual([[expect.stringMatching(/^zod@\d/), 'MIT']]);
  expect(parties[0]?.text).toContain('Permission is hereby granted');
});

test.each([
  ['a licence in the old form of package.json', 'node_modules/lazy/lazy.js', 'MIT', ''],
  [
    'a licence of code that a package holds in turn',
    'node_modules/classic-level/index.js',
    'MIT',
    'The LevelDB Authors',
  ],
  ['a package with a scope', 'node_modules/@aws-sdk/lib-dynamodb/dist-es/index.js', 'Apache-2.0', 'Apache License'],
])('finds %s', (...[, file, license, text]) => {
  expect(partyAt([file])).toEqual([expect.objectContaining({ license, text: expect.stringContaining(text) })]);
});

test('packages with the same text stand before it together', () => {
  const party = (name: string, text: string): ThirdParty => ({ name, license: 'MIT', text });

  const notice = noticeOf([party('a@1', 'one'), party('b@1', 'two'), party('c@1', 'one')]);

  expect(notice).toMatch(/a@1 \(MIT\)\nc@1 \(MIT\)\n\none\n/);
  expect(notice).toMatch(/b@1 \(MIT\)\n\ntwo\n/);
});
