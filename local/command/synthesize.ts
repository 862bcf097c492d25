/**
 * Makes the cloud assembly that a local run serves, by running the CDK app as the CDK command line does, in a
 * process of its own. Rules and validators are left to `npm run check`: they cost more than everything else here.
 */
import { spawn } from 'node:child_process';
import { StartRefusal } from '../refusal';

/** Runs `app`, a TypeScript file, which writes its assembly to `directory`; its first error line ends the start. */
export async function synthesize(app: string, directory: string): Promise<void> {
  const run = spawn(process.execPath, ['--import', 'tsx', app], {
    env: { ...process.env, CDK_OUTDIR: directory, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  run.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    run.once('error', reject);
    run.once('close', resolve);
  });
  if (code === 0) return;
  const lines = told.split('\n').map((line) => line.trim());
  const why = lines.find((line) => /^(\w*Error\b|error\b)/.test(line)) ?? lines.find((line) => line !== '');
  throw new StartRefusal(`the app cannot be synthesized: ${why ?? `exit code ${String(code)}`}`);
}
