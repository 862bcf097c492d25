/**
 * Times one contender beside its base in one process: `in-process-host.js <bundle> <name> <deployment> <tokens>`. For
 * each message it times base, contender, base, and sends the contender’s time in multiples of the base’s.
 */
import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Base, Contender, MakeContender, World } from '../contenders/contender';
import type { Deployment } from '../deployment';

/** Milliseconds that one timed batch takes at least. */
const BATCH = 20;
/** Batches before the first that counts. */
const WARM_UP = 3;
/** Calls before the first that counts, for a contender with short batches: a warm process runs compiled code. */
const LEAST_WARM_UP = 3_500;

const [bundle = '', name = '', deploymentFile = '', tokensFile = '', keySetUrl = ''] = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is named by the caller
const { contenders } = require(bundle) as { readonly contenders: Readonly<Record<string, MakeContender>> };
const world: World = {
  deployment: JSON.parse(readFileSync(deploymentFile, 'utf8')) as Deployment,
  // Read when they are asked for: thousands of texts in memory make other contenders' garbage collections slower.
  get tokens() {
    return JSON.parse(readFileSync(tokensFile, 'utf8')) as readonly string[];
  },
  keySetUrl,
};

function baseCall(base: Base): () => unknown {
  const { presented, jwk } = world.deployment;
  if (base === 'SHA-256') return () => createHash('sha256').update(presented.key).digest('base64url');
  const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const [input, signature] = [presented.token.replace(/\.[^.]+$/, ''), presented.token.replace(/^.*\./, '')];
  const [signed, bytes] = [Buffer.from(input), Buffer.from(signature, 'base64url')];
  return () => verify('RSA-SHA256', signed, key, bytes);
}

/** Nanoseconds of one call, the mean of `calls`. */
async function timed(call: () => unknown, calls: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let at = 0; at < calls; at += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return Number(process.hrtime.bigint() - started) / calls;
}

/** So many calls that a batch takes long enough to be timed, found with the batches of the warm-up. */
async function callsOf(call: () => unknown): Promise<number> {
  let calls = 1;
  for (let batch = 0; batch < WARM_UP; batch += 1) calls = Math.ceil((BATCH * 1e6) / (await timed(call, calls * 10)));
  return calls;
}

async function main(): Promise<void> {
  const make = contenders[name];
  if (make === undefined) throw new Error(`${bundle} has no contender ${name}`);
  const contender: Contender = await make(world);
  if (!(await contender.accepts())) throw new Error(`${name} refuses a good credential`);
  if (await contender.acceptsWrong()) throw new Error(`${name} accepts a wrong credential`);
  const base = baseCall(contender.base);
  const baseCalls = await callsOf(base);
  const calls = contender.calls ?? (await callsOf(contender.call));
  await timed(contender.call, Math.max(calls, LEAST_WARM_UP));
  process.on('message', () => {
    const round = async () => {
      const before = await timed(base, baseCalls);
      const time = await timed(contender.call, calls);
      process.send?.({ time: (2 * time) / (before + (await timed(base, baseCalls))) });
    };
    void round();
  });
  process.send?.('ready');
}

process.on('disconnect', () => process.exit());
main().catch((error: unknown) => {
  // The stack would show whole lines of a minified bundle.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
