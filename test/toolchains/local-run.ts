/** One local run on free ports, as `npm start` begins it, for clients in other languages. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Facts } from '../../local/command/facts';
import { ROOT } from './programs';

export interface ClientRun {
  readonly facts: Facts;
  stop(): Promise<void>;
}

/** What the run logs goes to the file; `more` are options of `npm start`. The caller stops it. */
export async function startLocalRun(log: string, more: readonly string[] = []): Promise<ClientRun> {
  const args = ['--import', 'tsx', join('bin', 'start.ts'), '--json', '--port', '0', ...more];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', openSync(log, 'w')] });
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGINT');
    await ended;
  };
  try {
    if (child.stdout === null) throw new Error('the local run has no output to read');
    for await (const line of createInterface({ input: child.stdout })) {
      // Reads on, so that the run is never held up by a full pipe.
      child.stdout.resume();
      return { facts: JSON.parse(line) as Facts, stop };
    }
    throw new Error('the local run ended before it was ready');
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An access token with all scopes of the client. */
export async function tokenOf(tokenUrl: string, { clientId, clientSecret }: Client): Promise<string> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(tokenUrl, { method: 'POST', headers, body: 'grant_type=client_credentials' });
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}
