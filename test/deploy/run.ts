/**
 * Deploys the app to an emulated AWS account on loopback and tries there what a user would do on AWS. This program makes
 * the emulator and a certificate ready and then starts `inside.ts` in namespaces of its own: with its own hosts file, its
 * own loopback without any other network, and its own processes. So nothing that runs there changes the machine, fixed
 * ports meet nobody else's, and whatever was started ends with it, also after Ctrl-C.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { ISOLATED, missing } from './needs';
import { CERTIFICATE, CERTIFICATE_KEY, CERTIFIED, EMULATOR, PYTHON, REGION, REPORT, ROOT, TEMPORARY } from './places';

/** Makes the virtual environment with the emulator, once for each content of requirements.txt. */
function installEmulator(): void {
  const env = { ...process.env, REQUIREMENTS: join(__dirname, 'requirements.txt'), PYTHON };
  const { status } = spawnSync(join(ROOT, 'test', 'toolchains', 'python.sh'), { env, stdio: 'inherit' });
  if (status !== 0) throw new Error('the emulator could not be installed from the Python package index');
}

/** It is its own authority: whoever trusts it trusts the names of AWS that it has, and only in the namespace. */
async function makeCertificate(): Promise<void> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'emulated AWS account' }], {
    extensions: [{ name: 'subjectAltName', altNames: CERTIFIED.map((value) => ({ type: 2, value })) }],
  });
  writeFileSync(CERTIFICATE_KEY, key, { mode: 0o600 });
  writeFileSync(CERTIFICATE, cert);
}

/** By it alone the CDK, the command and the functions know where the AWS account is. No file of the machine's user has a say. */
const ENVIRONMENT = {
  NODE_EXTRA_CA_CERTS: CERTIFICATE,
  TMPDIR: TEMPORARY,
  HOME: TEMPORARY,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL: EMULATOR,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
};

/** Waits for the end of the namespaces; this process ends them when it is interrupted, and its own end does so too. */
async function runIsolated(asked: readonly string[]): Promise<number> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:npm_|AWS_|CDK_|NODE_OPTIONS$)/i.test(name));
  const child = spawn(
    'unshare',
    [...ISOLATED, process.execPath, '--import', 'tsx', join(__dirname, 'inside.ts'), ...asked],
    {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...ENVIRONMENT },
      // `inside.ts` ends when its input does, so it never outlives this process.
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.stdin.destroy());
  const [code] = (await ended) as [number | null];
  return code ?? 1;
}

const PARTS: readonly string[] = ['first', 'second'];

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) {
    console.error(`No part is called ${unknown.join(' or ')}. Write ${PARTS.join(' or ')}, or nothing for both.`);
    process.exitCode = 2;
    return;
  }
  rmSync(REPORT, { force: true });
  const absent = missing();
  for (const need of absent) console.error(`The check cannot run: ${need}`);
  if (absent.length > 0) {
    process.exitCode = 1;
    return;
  }
  rmSync(TEMPORARY, { recursive: true, force: true });
  mkdirSync(TEMPORARY, { recursive: true });
  try {
    installEmulator();
    await makeCertificate();
    process.exitCode = await runIsolated(asked);
  } finally {
    rmSync(TEMPORARY, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
