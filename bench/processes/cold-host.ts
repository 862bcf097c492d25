/**
 * A cold start: `cold-host.mjs <bundle> <good event> [<wrong event>]`. An ES module that requires the function’s bundle,
 * as Lambda’s runtime does, lets it decide about one event, and writes the milliseconds of both to file descriptor 3.
 * With a wrong event it checks the answers instead, and times nothing.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { allows, type Handler, lambdaContext, refuses } from './lambda-context';

const [bundle = '', good = '', wrong] = process.argv.slice(2);
const eventIn = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const event = eventIn(good);
const context = lambdaContext();
const load = createRequire(bundle);

async function main(): Promise<void> {
  const started = process.hrtime.bigint();
  const { handler } = load(bundle) as { readonly handler: Handler };
  const answer = await handler(event, context);
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  if (wrong !== undefined) {
    if (!allows(answer)) throw new Error(`${bundle} refuses a good credential`);
    if (!(await refuses(handler, eventIn(wrong)))) throw new Error(`${bundle} accepts a wrong credential`);
  }
  writeSync(3, String(took));
  process.exit();
}

void main();
