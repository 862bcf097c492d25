/** The network of the namespace: its loopback, its own hosts file, and TLS before the emulator. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { AWS_HOST, CERTIFICATE, CERTIFICATE_KEY, COGNITO_HOST, EMULATOR_PORT, TEMPORARY } from './places';

const HOSTS = '/etc/hosts';
const OWN_HOSTS = join(TEMPORARY, 'hosts');
/** Sets the flags UP and RUNNING of `lo`, which is down in a new namespace. Not every machine has the program `ip`. */
const RAISE_LOOPBACK = `
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x1 | 0x40))`;

/** Ends the check when it is not in a namespace: the hosts file of the machine stays as it is. */
export async function makeNetwork(): Promise<void> {
  copyFileSync(HOSTS, OWN_HOSTS);
  must('python3', '-c', RAISE_LOOPBACK);
  must('mount', '--bind', OWN_HOSTS, HOSTS);
  resolveHere([AWS_HOST, COGNITO_HOST]);
  const certificate = { key: readFileSync(CERTIFICATE_KEY), cert: readFileSync(CERTIFICATE) };
  const terminator = createServer(certificate, (caller) => {
    const emulator = connect(EMULATOR_PORT, '127.0.0.1');
    for (const [one, other] of [
      [caller, emulator],
      [emulator, caller],
    ] as const)
      one.pipe(other).on('error', () => one.destroy());
  });
  // A caller that leaves during the handshake is no failure of the check.
  terminator.on('tlsClientError', () => undefined);
  terminator.listen(443, '127.0.0.1');
  await once(terminator, 'listening');
}

/** Names that a deployment made, such as those of its APIs. */
export function resolveHere(hosts: readonly string[]): void {
  const known = readFileSync(OWN_HOSTS, 'utf8').split(/\s+/);
  for (const host of hosts) if (!known.includes(host)) appendFileSync(OWN_HOSTS, `127.0.0.1 ${host}\n`);
}

function must(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}
