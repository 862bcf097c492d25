/** Where the CDK command line put the cloud assembly of the app in a folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonObject } from '../../local/json';
import { StartRefusal } from '../../local/refusal';

/** The `output` in `cdk.json`, else `cdk.out` (AWS CDK guide, cli: `--output`). Refuses a start before the first synth. */
export function assemblyOf(folder: string): string {
  const settings = join(folder, 'cdk.json');
  const { output } = existsSync(settings) ? (parseJsonObject(readFileSync(settings, 'utf8')) ?? {}) : {};
  const name = typeof output === 'string' ? output : 'cdk.out';
  if (existsSync(join(folder, name))) return join(folder, name);
  throw new StartRefusal(
    `there is no ${name} in this folder: run \`npx cdk synth\` first, or name a folder with --app`,
  );
}
