/** Entry point of `npm start`: `sallyport local` for the Orders API, which is bundled and synthesized first. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runVerb } from '../cli/command-line';
import { localVerb } from '../cli/local/local-verb';
import { version } from '../package.json';
import { bundle } from '../tools/bundle';
import { bundleCommand } from '../tools/bundle-command';
import { bundlePortal } from '../tools/bundle-portal';

const root = join(__dirname, '..');
/** With the portal page, and in a fresh clone also the command, so that `npx sallyport …` finds the run. */
async function bundleAll(): Promise<void> {
  bundle();
  await bundlePortal(root);
  if (!existsSync(join(root, 'dist', 'cli'))) bundleCommand(root);
}
const verb = localVerb({ app: join(__dirname, 'app.ts'), bundle: bundleAll, scratch: join(root, '.local') });
const line = { version, environment: process.env, name: 'npm start --' };
void runVerb(verb, process.argv.slice(2), line).then((code) => {
  process.exitCode = code;
});
