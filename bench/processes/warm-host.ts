/**
 * A warm function: `warm-host.js <bundle> <good event> [<wrong event>]`. Decides about both events first, and
 * stops if it accepts the wrong one or refuses the good one. Then it times one round of decisions for each message.
 */
import { readFileSync } from 'node:fs';
import { median } from '../statistics';
import { allows, type Handler, lambdaContext, refuses } from './lambda-context';

/** Milliseconds that a round takes. */
const ROUND = 250;
/** Rounds before the first one that counts: until then the engine still compiles, in threads whose CPU time would count. */
const WARM_UP = 8;

export interface WarmRound {
  readonly decisions: number;
  /** Milliseconds of wall time, the median of the round’s decisions. */
  readonly p50: number;
  /** Milliseconds of CPU time of the whole process, for each decision. */
  readonly cpu: number;
}

const [bundle = '', good = '', wrong] = process.argv.slice(2);
const eventIn = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const event = eventIn(good);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is named by the caller, as Lambda's is
const { handler } = require(bundle) as { readonly handler: Handler };

async function round(): Promise<WarmRound> {
  const times: number[] = [];
  const before = process.cpuUsage();
  const end = process.hrtime.bigint() + BigInt(ROUND * 1e6);
  while (process.hrtime.bigint() < end) {
    const started = process.hrtime.bigint();
    await handler(event, lambdaContext());
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
  const { user, system } = process.cpuUsage(before);
  return { decisions: times.length, p50: median(times), cpu: (user + system) / 1000 / times.length };
}

async function main(): Promise<void> {
  if (!allows(await handler(event, lambdaContext()))) throw new Error(`${bundle} refuses a good credential`);
  if (wrong !== undefined && !(await refuses(handler, eventIn(wrong))))
    throw new Error(`${bundle} accepts a wrong credential`);
  for (let count = 0; count < WARM_UP; count += 1) await round();
  process.on('message', () => void round().then((figures) => process.send?.(figures)));
  process.send?.('ready');
}

process.on('disconnect', () => process.exit());
main().catch((error: unknown) => {
  // The stack would show whole lines of a minified bundle.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
