/** Every relative link in the documentation leads to a file that is there, and to a heading of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchor } from '../../tools/markdown';

const ROOT = join(__dirname, '..', '..');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** The prose of a page: a link in a block of code is none. */
const proseOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[^]*?^```$/gm, '');

/** A heading that a page has twice gets a number the second time. */
function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
  return new Set(
    headings.map((name) => {
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return count === 0 ? name : `${name}-${count}`;
    }),
  );
}

/** Why a link of the page leads nowhere; undefined if it leads somewhere. */
function faultOf(page: string, target: string): string | undefined {
  const [path = '', heading] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return `${target}: no such file`;
  const leadsOn = heading === undefined || !file.endsWith('.md') || anchorsOf(file).has(heading);
  return leadsOn ? undefined : `${target}: no such heading`;
}

it.each(PAGES)('%s leads to files and headings that are there', (page) => {
  const targets = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target = '']) => target);

  expect(targets.flatMap((target) => faultOf(page, target) ?? [])).toEqual([]);
});
