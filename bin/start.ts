/** Entry point of `npm start`: serves the Orders API on this machine. */
import { join } from 'node:path';
import { runCommand } from '../local/command/command';
import { bundle } from '../tools/bundle';

const parts = { app: join(__dirname, 'app.ts'), bundle, scratch: join(__dirname, '..', '.local') };
void runCommand(process.argv.slice(2), parts).then((code) => {
  process.exitCode = code;
});
