/**
 * Builds `<sallyport-keys>` into dist/keys-element, as one module without imports: the portal's own screens of keys, with two
 * of their parts exchanged, as the address and the title belong to the page around the element.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { transpileDeclaration } from 'typescript';
import type { InlineConfig, Plugin } from 'vite';
import { forProduction } from './for-production';
import type { Inputs } from './third-party';

/** Writes the element below `root`, and returns what was taken for it. */
export async function bundleElement(root: string): Promise<Inputs> {
  // Loaded here and not above: it is a module, which the suites that import the bundler cannot load.
  const { build } = await import('vite');
  const built = await forProduction(() => build(configFor(root)));
  const [output] = Array.isArray(built) ? built : [];
  if (output === undefined) throw new TypeError('The element has one build, which is not watched.');
  writeTypes(root);
  const chunks = output.output.filter((file) => file.type === 'chunk');
  const inputs = chunks.flatMap(({ moduleIds }) =>
    moduleIds.map((id) => [relative(root, id.replace(/^\0|\?.*$/g, '')), {}] as const),
  );
  return { outputs: { 'keys-element/index.mjs': { inputs: Object.fromEntries(inputs) } } };
}

/** What the element has of its own in place of the portal's. */
const exchange = (root: string): Plugin => ({
  name: 'exchange',
  enforce: 'pre',
  resolveId: (source) => {
    if (source.endsWith('app/drafts')) return join(root, 'portal', 'element', 'drafts.ts');
    return /^\.\.?\/(?:ui\/)?screen$/.test(source) ? join(root, 'portal', 'element', 'screen.tsx') : undefined;
  },
});

const configFor = (root: string): InlineConfig => ({
  root: join(root, 'portal'),
  configFile: false,
  logLevel: 'warn',
  resolve: { alias: { 'sallyport/client': join(root, 'client', 'index.ts') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [exchange(root)],
  build: {
    target: 'es2022',
    outDir: join(root, 'dist', 'keys-element'),
    emptyOutDir: true,
    lib: { entry: 'element/keys-element.tsx', formats: ['es'], fileName: () => 'index.mjs' },
    // A library is left as it is by default, for the bundler of its user. This one has none to wait for.
    rolldownOptions: { output: { minify: true } },
  },
});

/** The types that a user sees, from the one file that has them. */
function writeTypes(root: string): void {
  const source = readFileSync(join(root, 'portal', 'element', 'element-types.ts'), 'utf8');
  const { outputText } = transpileDeclaration(source, { fileName: 'index.mts' });
  writeFileSync(join(root, 'dist', 'keys-element', 'index.d.mts'), outputText);
}
