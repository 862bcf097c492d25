/** The pages whose snippets `npm run test:snippets` runs: no block escapes it, and what it installs is pinned. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allBlocks, type Block, LANGUAGES, otherWay } from '../snippets/blocks';
import { CASES } from '../snippets/cases';

const BLOCKS = allBlocks();
const file = (name: string) => readFileSync(join(__dirname, '..', 'snippets', name), 'utf8');
const casesOf = ({ heading, language }: Block) =>
  CASES.filter((one) => one.heading === heading && (one.languages ?? LANGUAGES).some((name) => name === language));

test('every block is run with good credentials and with what must fail', () => {
  const notRun = BLOCKS.filter((block) => {
    const cases = casesOf(block);
    return !cases.some(({ prints }) => prints) || !cases.some(({ says }) => says);
  });

  expect(BLOCKS.length).toBeGreaterThan(14);
  expect(notRun).toEqual([]);
});

test('no heading has two blocks of one language, of which one would be run twice and the other never', () => {
  const places = BLOCKS.map(({ heading, language }) => `${heading}: ${language}`);

  expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
});

test('every case has a block, and what runs a block the other way finds how', () => {
  const blocksOf = (heading: string) => BLOCKS.filter((block) => block.heading === heading);

  expect(CASES.filter(({ heading }) => blocksOf(heading).length === 0)).toEqual([]);
  for (const { heading } of CASES.filter((one) => one.otherWay))
    for (const { code } of blocksOf(heading)) expect(otherWay(code)).toMatch(/X-API-Key/);
});

test('the other way replaces the line above it and keeps its indentation', () => {
  expect(otherWay('a\n\tfirst(1)\n\t// or: second(2)\nb\n')).toBe('a\n\tsecond(2)\nb\n');
  expect(otherWay('a\nb\n')).toBeUndefined();
});

test('whatever is installed is pinned to one version, and the lock names no registry', () => {
  const packages = Object.values(JSON.parse(file('js/package.json')).dependencies as Record<string, string>);

  expect(packages.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(file('js/package-lock.json')).not.toContain('"resolved"');
  expect(file('requirements.txt').trim().split('\n')).toEqual(file('requirements.txt').match(/^[\w.-]+==[\w.]+$/gm));
});
