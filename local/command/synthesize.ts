/**
 * Makes the cloud assembly that a local run serves. It runs the CDK app in a process of its own, as the CDK command
 * line does. cdk-nag and the template validator do not run here, because they take longer than all the rest; `npm run
 * check` runs them.
 */
import { spawn } from 'node:child_process';
import { StartRefusal } from '../refusal';

/** Runs `app`, a TypeScript file, which writes its assembly to `directory`. A refusal shows its first line of error. */
export async function synthesize(app: string, directory: string): Promise<void> {
  const run = spawn(process.execPath, ['--import', 'tsx', app], {
    env: { ...process.env, CDK_OUTDIR: directory, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  run.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    run.once('error', reject);
    run.once('close', resolve);
  });
  if (code === 0) return;
  const lines = stderr.split('\n').map((line) => line.trim());
  const why = lines.find((line) => /^(\w*Error\b|error\b)/.test(line)) ?? lines.find((line) => line !== '');
  throw new StartRefusal(`the app cannot be synthesized: ${why ?? `exit code ${String(code)}`}`);
}
