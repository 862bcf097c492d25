/** The options of `sallyport local`, each with the check of its value. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Given, UsageError, type ValueOption } from '../declaration';

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** A folder that is there already, as an absolute path. */
function readFolder(path: string): string {
  if (isFolder(path)) return resolve(path);
  throw new UsageError(
    existsSync(path) ? `takes a folder, and ${path} is a file` : `takes a folder, and there is no ${path}`,
  );
}

/** A folder that is there or will be made, as an absolute path. */
function readNewFolder(path: string): string {
  if (path === '') throw new UsageError('takes the name of a folder');
  if (existsSync(path) && !isFolder(path)) throw new UsageError(`takes a folder, and ${path} is a file`);
  return resolve(path);
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`takes a number from 0 to 65535, not ${text}`);
}

const HOUR = 3600;

function readSeconds(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= HOUR) return Number(text);
  throw new UsageError(`takes a number of seconds from 0 to ${HOUR}, not ${text}`);
}

function readName(text: string): string {
  if (text !== '') return text;
  throw new UsageError('takes the name of a stack');
}

const value = <Value>(takes: string, help: string, read: (text: string) => Value): ValueOption<Value> => ({
  takes,
  help,
  read,
});

/** `app` says what is served without `--app`. */
export const localOptions = (app: string) => ({
  app: value('DIR', `cloud assembly to serve (${app})`, readFolder),
  stack: value('NAME', 'serves one stack of the assembly (all)', readName),
  port: value('N', 'port of the guarded API; 0 takes any free one (3000)', readPort),
  data: value(
    'DIR',
    'keeps table, pool and signing keys in DIR, for this assembly alone; each start resumes the seeded account, gives it every scope and no limit, and rotates its key',
    readNewFolder,
  ),
  'association-delay': value(
    'N',
    'seconds until a native API key that a function associates with a usage plan counts there (0); minutes at AWS',
    readSeconds,
  ),
  json: { help: 'prints addresses and credentials as one line of JSON, and all else to stderr' },
  strict: {
    help: 'refuses to start when the app has anything that is not served here, which is passed over otherwise',
  },
  'test-control': {
    help: 'adds an address that moves the clock, injects failures into table, user pool and API Gateway’s control plane, and fires schedules',
  },
});

export type LocalOptions = Given<ReturnType<typeof localOptions>>;

export const TEST_CONTROL = `The test control takes JSON (Content-Type: application/json):
  POST   /clock      {"advanceSeconds": 60}
  POST   /failures   {"target": "table", "failure": "throttle",
                      "operation": "BatchGetItem", "times": 2}
  DELETE /failures   ends all injected failures
  POST   /schedules  {"rule": "sweep"}
"target" is table, keySet, tokenEndpoint, pool (the API that manages app
clients) or apiGateway (the API that manages native keys). "failure" is what
is injected: refuse, reset, lost, hang, throttle, error, malformed, or partial
(table and keySet only). "operation" (table, pool and apiGateway only) and
"times" are optional. "rule" is a task in the input of a rule, as sweep,
reconcile or daily, or the logical id of a rule.`;
