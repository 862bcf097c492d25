/**
 * Builds the portal page into dist/functions/portal/page, beside the function that serves it: with relative addresses, so that
 * it works below any path, and with nothing that its content security policy refuses (no script or style in the document).
 */
import { join, relative } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { forProduction } from './for-production';
import type { Inputs } from './third-party';

/** Writes the page below `root`, and returns what was taken for it. */
export async function bundlePortal(root: string): Promise<Inputs> {
  // Loaded here and not above: it is a module, which the suites that import the bundler cannot load.
  const { build } = await import('vite');
  const built = await forProduction(() => build(configFor(root)));
  if (!('output' in built)) throw new TypeError('The portal has one build, which is not watched.');
  const outputs = built.output.flatMap((file) => {
    if (file.type !== 'chunk') return [];
    const inputs = file.moduleIds.map((id) => [relative(root, id.replace(/^\0|\?.*$/g, '')), {}] as const);
    return [[file.fileName, { inputs: Object.fromEntries(inputs) }] as const];
  });
  return { outputs: Object.fromEntries(outputs) };
}

/** The deployer's colours come after the page's own sheet. The portal function answers with them, so no file is there now. */
const theme: Plugin = {
  name: 'theme',
  transformIndexHtml: {
    order: 'post',
    handler: () => [{ tag: 'link', attrs: { rel: 'stylesheet', href: './theme.css' }, injectTo: 'head' }],
  },
};

const SCREENS =
  /[\\/]portal[\\/](?:app[\\/]other-screens|activity[\\/](?!event|trail)|(?:clients|operator|people|usage)[\\/])/;
/** The page of a key has a part of the trail. */
const KEYS = /[\\/]portal[\\/](?:app[\\/]key-screens|keys[\\/]|activity[\\/](?:event|trail))/;
/**
 * What all need, the keys, and the other screens: three files. In thirty, as the bundler would make them, the page has a fifth
 * more bytes, as each is compressed by itself. The other two have one entry each (portal/app/routes.ts), as each
 * entry of a file costs bytes too.
 */
const GROUPS = [
  { name: 'base', priority: 3, test: (id: string) => !SCREENS.test(id) && !KEYS.test(id) },
  { name: 'keys', priority: 2, test: KEYS },
  { name: 'screens', priority: 1, test: SCREENS },
];

const configFor = (root: string): InlineConfig => ({
  root: join(root, 'portal'),
  configFile: false,
  logLevel: 'warn',
  base: './',
  resolve: { alias: { 'sallyport/client': join(root, 'client', 'index.ts') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [theme],
  build: {
    target: 'es2022',
    outDir: join(root, 'dist', 'functions', 'portal', 'page'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // One sheet for all screens, so that none moves when its own comes.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
});
