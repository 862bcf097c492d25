/** One local run on free ports, as `npm start` begins it, and what a client needs to call its management API. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Facts } from '../../local/command/facts';

const ROOT = join(__dirname, '..', '..');

export type Environment = Readonly<Record<string, string>>;

export interface ClientRun {
  /** `MANAGEMENT_URL`, an access token of the operator as `OPERATOR_TOKEN`, and the ids of records that the run has. */
  readonly environment: Environment;
  stop(): Promise<void>;
}

/** What the run logs goes to the file. The caller stops it. */
export async function startLocalRun(log: string): Promise<ClientRun> {
  const args = ['--import', 'tsx', join('bin', 'start.ts'), '--json', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', openSync(log, 'w')] });
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGINT');
    await ended;
  };
  try {
    if (child.stdout === null) throw new Error('the local run has no output to read');
    for await (const line of createInterface({ input: child.stdout })) {
      const facts = JSON.parse(line) as Facts;
      // Reads on, so that the run is never held up by a full pipe.
      child.stdout.resume();
      const ids = { ACCOUNT_ID: facts.account.id, KEY_ID: facts.key.id, CLIENT_ID: facts.client.clientId };
      const environment = { MANAGEMENT_URL: facts.managementUrl, OPERATOR_TOKEN: await tokenOf(facts), ...ids };
      return { environment, stop };
    }
    throw new Error('the local run ended before it was ready');
  } catch (error) {
    await stop();
    throw error;
  }
}

async function tokenOf({ tokenUrl, operator }: Facts): Promise<string> {
  const basic = Buffer.from(`${operator.clientId}:${operator.clientSecret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(tokenUrl, { method: 'POST', headers, body: 'grant_type=client_credentials' });
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}
