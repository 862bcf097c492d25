/**
 * The import graph of the sources, read from their text. `npm run architecture` prints the graph, and
 * test/architecture.test.ts checks it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

const entriesOf = (folder: string) => readdirSync(join(ROOT, folder), { withFileTypes: true });

/** The folders of `lambda/`, and the other folders with sources. */
export const ROOMS: readonly string[] = [
  ...entriesOf('lambda').flatMap((entry) => (entry.isDirectory() ? [`lambda/${entry.name}`] : [])),
  ...['lib', 'local', 'cli', 'client', 'portal', 'sample', 'bin', 'tools', 'bench'],
];

/** Whether the path is this place or below it. */
export const isInside = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

export const roomOf = (path: string): string | undefined => ROOMS.find((room) => isInside(path, room));

const sourcesIn = (folder: string): string[] =>
  entriesOf(folder).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    // The peers of bench/ are installed there.
    if (entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

export const FILES = ROOMS.flatMap(sourcesIn);

/** Our files that code outside of the package imports by these names. */
const ALIASES: Readonly<Record<string, string>> = {
  sallyport: 'lib/index.ts',
  'sallyport/principal': 'lambda/doors/backend/with-principal.ts',
  'sallyport/client': 'client/index.ts',
};

/** One import line, for example `import { done } from '../domain/outcome'`. */
export interface Import {
  readonly from: string;
  /** A path below the root, without `.ts` or `.tsx`, or the name of a package. */
  readonly to: string;
  /** The imported file, if it is one of ours. */
  readonly file: string | undefined;
}

function importsOf(from: string): Import[] {
  // The example of a doc comment imports what its reader would.
  const text = textOf(from).replace(/^ *\* .*$/gm, '');
  return [...text.matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => {
    // A dynamic import names the file that Node would load.
    const path = resolve(ROOT, dirname(from), specifier.replace(/\.js$/, ''));
    const to = specifier.startsWith('.') ? relative(ROOT, path) : specifier;
    return {
      from,
      to,
      file: FILES.find((file) => file === `${to}.ts` || file === `${to}.tsx` || file === ALIASES[to]),
    };
  });
}

export const IMPORTS = FILES.flatMap(importsOf);

export type Arrow = readonly [from: string, to: string];

export const FILE_ARROWS = IMPORTS.flatMap(({ from, file }): Arrow[] => (file === undefined ? [] : [[from, file]]));

/** From room to room, one arrow for each import line. */
export const ROOM_ARROWS = FILE_ARROWS.map(([from, to]): Arrow => [roomOf(from) ?? '', roomOf(to) ?? '']).filter(
  ([from, to]) => from !== to,
);

/** The targets of the arrows that begin here. */
export const targetsOf = (arrows: readonly Arrow[], start: string): string[] =>
  arrows.flatMap(([from, to]) => (from === start ? [to] : []));

/** The nodes along one circle, the first again at the end; empty if the arrows make no circle. */
export function circleIn(arrows: readonly Arrow[]): readonly string[] {
  const checked = new Set<string>();
  const search = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (checked.has(node)) return [];
    checked.add(node);
    return firstFilled(targetsOf(arrows, node), (next) => search(next, [...path, node]));
  };
  return firstFilled(
    arrows.map(([from]) => from),
    (start) => search(start, []),
  );
}

function firstFilled(nodes: readonly string[], search: (node: string) => readonly string[]): readonly string[] {
  for (const node of nodes) {
    const found = search(node);
    if (found.length > 0) return found;
  }
  return [];
}
