/** The emulated AWS account: a process of the namespace, which ends with it. */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_HOST, EMULATOR, EMULATOR_LOG, EMULATOR_PORT, PYTHON, TEMPORARY } from './places';
import { until } from './until';

const READY_SECONDS = 60;

export async function startEmulator(): Promise<void> {
  const log = openSync(EMULATOR_LOG, 'w');
  const env = {
    ...process.env,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(EMULATOR_PORT),
    MINISTACK_HOST: AWS_HOST,
    STATE_DIR: join(TEMPORARY, 'state'),
    S3_DATA_DIR: join(TEMPORARY, 's3'),
  };
  const emulator = spawn(PYTHON, [join(__dirname, 'emulator.py')], { env, stdio: ['ignore', log, log] });
  await until('the emulator to answer', READY_SECONDS, async () => {
    if (emulator.exitCode !== null) throw new Error(`the emulator ended; ${EMULATOR_LOG} says why`);
    const answer = await fetch(`${EMULATOR}/_ministack/health`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });
}
