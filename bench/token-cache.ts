/**
 * Computes from prices what the token cache saves in a month, and measures how long it takes to seal and open a token
 * (`npm run bench:token-cache`). Every figure is a parameter: `--name value`. The default prices are those of us-east-1
 * and go out of date; the default times and sizes are assumptions.
 */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../lambda/domain/hash';
import { entrySealOf, seal, unseal } from '../lambda/token-cache/entry-seal';
import { commandLine, type Values } from './parameters';

/** Prices are dollars per million, unless the meaning names a unit. */
const PARAMETERS = {
  price: { fallback: 2.25, meaning: 'Cognito, 1,000 token requests' },
  clients: { fallback: 100, meaning: 'clients that fetch tokens' },
  'requests-per-hour': { fallback: 60, meaning: 'requests for a token, each client' },
  'lifetime-minutes': { fallback: 60, meaning: 'life of a token' },
  gateway: { fallback: 3.5, meaning: 'API Gateway, REST requests' },
  'lambda-requests': { fallback: 0.2, meaning: 'Lambda, requests' },
  'lambda-gb-second': { fallback: 0.0000133334, meaning: 'Lambda, one GB-second on arm64' },
  'lambda-gb': { fallback: 0.5, meaning: 'memory of the function in GB' },
  'lambda-ms': { fallback: 15, meaning: 'duration of a request that the cache answers, in ms' },
  'lambda-miss-ms': { fallback: 250, meaning: 'duration of a request that Cognito answers, in ms' },
  'read-units': { fallback: 0.125, meaning: 'DynamoDB, read units' },
  'write-units': { fallback: 0.625, meaning: 'DynamoDB, write units' },
  logs: { fallback: 0.5, meaning: 'CloudWatch Logs, one GB' },
  'log-bytes': { fallback: 1_000, meaning: 'what function and access log write about a request' },
  'stage-cache': { fallback: 0.02, meaning: 'API Gateway’s own cache of 0.5 GB, an hour' },
  limit: { fallback: 150, meaning: 'token requests a second that Cognito takes' },
} as const;
type Given = Values<typeof PARAMETERS>;

/** Hours of a month. */
const HOURS = 730;
/** A token is served from the cache during this share of its lifetime. */
const SHARE_OF_LIFE = 0.75;
const MILLION = 1e6;
/**
 * Read units per request: 1 each for client and account (strongly consistent), 0.5 for the cache entry (eventually).
 */
const READS = 2.5;
/** Write units per cache entry, which has between 1 and 2 KB. */
const WRITES = 2;

/**
 * Dollars per request. `request`: a request that the cache answers. `fetch`: what is added when the cache has to ask
 * Cognito. `own`: the part of `request` that API Gateway's own cache would save.
 */
function costs(of: Given): { readonly request: number; readonly fetch: number; readonly own: number } {
  const time = (milliseconds: number) => (milliseconds / 1000) * of['lambda-gb'] * of['lambda-gb-second'];
  const own = (of['lambda-requests'] + READS * of['read-units']) / MILLION + time(of['lambda-ms']);
  const request = own + of.gateway / MILLION + (of['log-bytes'] / 1e9) * of.logs;
  const fetch = (WRITES * of['write-units']) / MILLION + time(of['lambda-miss-ms'] - of['lambda-ms']);
  return { request, fetch, own };
}

/** Microseconds per call in the fastest round, which is the one that other work on the machine disturbed least. */
function best(call: () => unknown): number {
  const calls = 2_000;
  const rounds = Array.from({ length: 9 }, () => {
    const started = process.hrtime.bigint();
    for (let count = 0; count < calls; count += 1) call();
    return Number(process.hrtime.bigint() - started) / 1000 / calls;
  });
  return Math.min(...rounds);
}

const line = (name: string, value: string): void => console.log(`${name.padEnd(54)} ${value.padStart(16)}`);
const dollars = (value: number): string => `$${value.toFixed(2)}`;
const count = (value: number): string => Math.round(value).toLocaleString('en-US');

function report(of: Given): void {
  const price = of.price / 1000;
  const asked = of.clients * of['requests-per-hour'] * HOURS;
  const perHour = 60 / (SHARE_OF_LIFE * of['lifetime-minutes']);
  const fetched = Math.min(asked, of.clients * perHour * HOURS);
  const { request, fetch, own } = costs(of);
  const [without, paid, cache] = [asked * price, fetched * price, asked * request + fetched * fetch];

  line('requests for a token a month', count(asked));
  line('  of them to Cognito, without the cache', count(asked));
  line('  of them to Cognito, with it', count(fetched));
  line('Cognito, without the cache', dollars(without));
  line('Cognito, with it', dollars(paid));
  line('the cache itself', dollars(cache));
  line('saved', dollars(without - paid - cache));
  line('one request through the cache', `$${(request * MILLION).toFixed(2)} a million`);
  line('break-even: requests for each token that is fetched', ((price + fetch) / (price - request)).toFixed(4));
  line('API Gateway’s own cache, the month', dollars(of['stage-cache'] * HOURS));
  line('  from so many requests a month the cheaper one', count((of['stage-cache'] * HOURS) / own));
  console.log();
  const second = 3600 * HOURS;
  line('requests to Cognito a second, without the cache', (asked / second).toFixed(3));
  line('  with it', (fetched / second).toFixed(3));
  line(
    `such clients within ${of.limit} a second, without the cache`,
    count((of.limit * 3600) / of['requests-per-hour']),
  );
  line('  with it', count((of.limit * 3600) / Math.min(perHour, of['requests-per-hour'])));
}

function measured(): void {
  const ask = {
    clientId: '3n4b5urk1ft4fl3mg5e62d9ado',
    secret: 'k4zjgxyexhsud2w9el3c1r0cnv0hkla81ifhmyvd56a3vrt03zgl',
    scopes: [],
  };
  const lock = entrySealOf(ask);
  const text = JSON.stringify({
    token: randomBytes(750).toString('base64url'),
    issuedAt: 0,
    expiresAt: 0,
    madeAt: 0,
    seen: '1/1',
  });
  const sealed = seal(lock, text, randomBytes);
  const cases: Readonly<Record<string, () => unknown>> = {
    'one SHA-256 of the secret': () => sha256(ask.secret),
    'derive place and key': () => entrySealOf(ask),
    'seal a token': () => seal(lock, text, randomBytes),
    'open a token': () => unseal(lock, sealed),
    'a hit: derive and open': () => unseal(entrySealOf(ask), sealed),
  };
  let unit: number | undefined;
  for (const [name, call] of Object.entries(cases)) {
    const time = best(call);
    unit ??= time;
    line(name, `${time.toFixed(1)} µs ${(time / unit).toFixed(1)} ×`);
  }
}

report(commandLine(PARAMETERS));
console.log();
measured();
