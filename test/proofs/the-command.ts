/** The command as a process of its own: what it writes while it is called rightly and wrongly. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Facts } from '../../local/command/facts';
import { send } from '../support/local-run';
import { type Secret, secretsOfKey } from './needles';

const ENTRY = path.join(__dirname, '..', '..', 'bin', 'start.ts');

export interface Said {
  /** Its first line is the one that shows the credentials. */
  readonly stdout: readonly string[];
  readonly stderr: string;
  readonly secrets: readonly Secret[];
}

/** Runs it until its first line of output, calls it, and ends it. */
export async function listenToCommand(assembly: string, ...flags: string[]): Promise<Said> {
  const args = ['--json', '--port', '0', '--test-control', '--app', assembly, ...flags];
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, ...args]);
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const ended = once(child, 'close');
  try {
    await Promise.race([out.line, ended]);
    const facts = parse(out.text());
    if (facts !== undefined) await callIt(facts);
    child.kill('SIGINT');
    await ended;
    return { stdout: out.text().split('\n'), stderr: err.text(), secrets: facts === undefined ? [] : secretsOf(facts) };
  } finally {
    child.kill('SIGKILL');
  }
}

function collect(stream: NodeJS.ReadableStream): { text(): string; line: Promise<void> } {
  let text = '';
  const line = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve();
    });
  });
  return { text: () => text, line };
}

const parse = (text: string): Facts | undefined =>
  text.startsWith('{') ? (JSON.parse(text.split('\n')[0] ?? '') as Facts) : undefined;

/** A good call, bad ones, and trouble: each makes the command write something. */
async function callIt({ apiUrl, managementUrl, controlUrl, key: { key } }: Facts): Promise<void> {
  const byKey = { headers: { 'X-API-Key': key } };
  for (const path of ['/orders', `/orders/${key}`, `/orders?api_key=${key}`, `/${key}`])
    await send('GET', apiUrl + path, byKey);
  await send('POST', `${controlUrl ?? ''}/failures`, { body: { target: 'table', failure: 'error' } });
  await send('GET', `${apiUrl}/orders`, byKey);
  await send('POST', `${managementUrl}/revocations`, { body: { key } });
  await send('DELETE', `${controlUrl ?? ''}/failures`);
  await send('POST', `${managementUrl}/revocations`, { body: { key } });
}

const secretsOf = ({ key, client, operator, firstParty }: Facts): Secret[] => [
  ...secretsOfKey('the command’s key', key.key),
  ...Object.entries({ client, operator, firstParty }).flatMap(([name, one]) =>
    one === undefined ? [] : [{ name: `secret of the command’s ${name}`, text: one.clientSecret }],
  ),
];
