/**
 * A warm function: `warm-host.js <bundle> <good event> [<wrong event> [<junk events>]]`. Decides about all events first,
 * and stops if it accepts a wrong one or refuses the good one. Then it times one round of decisions for each message:
 * amid the junk, unless the message says `alone`.
 */
import { readFileSync } from 'node:fs';
import { allows, type Handler, lambdaContext, refuses, refusesAsMalformed } from './lambda-context';
import { warmRound } from './warm-round';

/**
 * Rounds before the first one that counts: until then the engine still compiles. After 8 rounds a decision still takes a
 * fifth longer than after 24.
 */
const WARM_UP = 24;

const [bundle = '', good = '', wrong, junkFile] = process.argv.slice(2);
const eventIn = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const event = eventIn(good);
const junk = junkFile === undefined ? [] : (eventIn(junkFile) as readonly unknown[]);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is named by the caller, as Lambda's is
const { handler } = require(bundle) as { readonly handler: Handler };

const decide = (): Promise<unknown> => handler(event, lambdaContext());
let next = 0;
async function refuse(): Promise<void> {
  next = (next + 1) % junk.length;
  if (!(await refuses(handler, junk[next]))) throw new Error(`${bundle} accepts junk`);
}
const alone = { decide };
const amidJunk = junk.length > 0 ? { decide, refuse } : alone;

async function main(): Promise<void> {
  if (!allows(await decide())) throw new Error(`${bundle} refuses a good credential`);
  if (wrong !== undefined && !(await refuses(handler, eventIn(wrong))))
    throw new Error(`${bundle} accepts a wrong credential`);
  if (!(await refusesAsMalformed(handler, junk))) throw new Error(`${bundle} does not refuse junk as malformed`);
  for (let count = 0; count < WARM_UP; count += 1) await warmRound(amidJunk);
  process.on('message', (kind) => {
    void warmRound(kind === 'alone' ? alone : amidJunk).then((figures) => process.send?.(figures));
  });
  process.send?.('ready');
}

process.on('disconnect', () => process.exit());
main().catch((error: unknown) => {
  // The stack would show whole lines of a minified bundle.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
