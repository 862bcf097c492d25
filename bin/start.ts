/** Entry point of `npm start`: `sallyport local` for the Orders API, which is bundled and synthesized first. */
import { join } from 'node:path';
import { runVerb } from '../cli/command-line';
import { localVerb } from '../cli/local/local-verb';
import { version } from '../package.json';
import { bundle } from '../tools/bundle';

const verb = localVerb({ app: join(__dirname, 'app.ts'), bundle, scratch: join(__dirname, '..', '.local') });
const line = { version, environment: process.env, usage: 'npm start --' };
void runVerb(verb, process.argv.slice(2), line).then((code) => {
  process.exitCode = code;
});
