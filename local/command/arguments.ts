/** The command line of a local run. A mistake in it is refused with one line that says what is wrong. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartRefusal } from '../refusal';

export const USAGE = `Serves the synthesized template on this machine.

npm start -- [options]
  --port N         port of the guarded API; 0 takes any free one (3000)
  --data DIR       keeps table, pool and signing keys in DIR, for this assembly alone; each start resumes the
                   seeded account, gives it every scope and no limit, and rotates its key
  --assembly DIR   serves this cloud assembly instead of synthesizing one
  --json           prints addresses and credentials as one line of JSON, and all else to stderr
  --test-control   adds an address that moves the clock, injects failures into table and user pool, and fires
                   schedules
  --help           prints this text

The test control takes JSON (Content-Type: application/json):
  POST   /clock      {"advanceSeconds": 60}
  POST   /failures   {"target": "table", "failure": "throttle", "operation": "BatchGetItem", "times": 2}
  DELETE /failures   ends all injected failures
  POST   /schedules  {"rule": "sweep"}
  "target" is table, keySet, tokenEndpoint or pool (the API that manages app clients). "failure" is what is injected:
  refuse, reset, lost, hang, throttle, error, malformed, or partial (table and keySet only). "operation" (table and
  pool only) and "times" are optional. "rule" is the logical id of a rule, or the task in its input.`;

export interface Options {
  readonly port: number;
  readonly data: string | undefined;
  readonly assembly: string | undefined;
  readonly json: boolean;
  readonly testControl: boolean;
  readonly help: boolean;
}

const OPTION_TYPES = {
  port: { type: 'string', default: '3000' },
  data: { type: 'string' },
  assembly: { type: 'string' },
  json: { type: 'boolean', default: false },
  'test-control': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Parses the command line; folders become absolute paths. */
export function readArguments(args: readonly string[]): Options {
  const { values } = parseFlags(args);
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new StartRefusal(`--port takes a number from 0 to 65535, not ${values.port}`);
  }
  if (values.data === '') throw new StartRefusal('--data takes the name of a folder');
  if (values.data !== undefined && existsSync(values.data) && !statSync(values.data).isDirectory()) {
    throw new StartRefusal(`--data takes a folder, and ${values.data} is a file`);
  }
  if (values.assembly !== undefined && !existsSync(values.assembly)) {
    throw new StartRefusal(`--assembly takes a folder, and there is no ${values.assembly}`);
  }
  return {
    port: Number(values.port),
    data: values.data === undefined ? undefined : resolve(values.data),
    assembly: values.assembly === undefined ? undefined : resolve(values.assembly),
    json: values.json,
    testControl: values['test-control'],
    help: values.help,
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTION_TYPES, allowPositionals: false });
  } catch (error) {
    const [why] = String(error)
      .replace(/^TypeError \[\w+\]: /, '')
      .split(/\.\s/);
    throw new StartRefusal(`${why ?? ''} (--help shows all options)`);
  }
}
