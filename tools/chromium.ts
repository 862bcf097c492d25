/** Finds the Chromium of this machine and starts it so that it calls nobody by itself. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const OTHER_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** `CHROMIUM_PATH` alone if it is set, else the usual places and those of `PATH`. */
export function findChromium({ CHROMIUM_PATH, PATH = '' }: Environment, canRun = isExecutable): string {
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== '') {
    if (canRun(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no program. ${ADVICE}`);
  }
  const folders = [...FOLDERS, ...PATH.split(delimiter).filter((folder) => folder !== '')];
  const places = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...OTHER_PLACES];
  const found = places.find(canRun);
  if (found === undefined) throw new Error(`No Chromium was found. ${ADVICE}`);
  return found;
}

const ADVICE =
  'The browser tests need it: install it (on Debian and Ubuntu: apt-get install -y chromium), or set CHROMIUM_PATH to its program.';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(process.env),
    args: [
      // Root, which CI machines often are, can run Chromium only without its sandbox. It visits loopback alone.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
