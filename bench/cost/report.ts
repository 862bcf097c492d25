/**
 * What a million decisions cost by `revocationDelay`, when to turn the delay on, and what the memory of the authorizer
 * costs. Every figure is a parameter. The default prices are those of us-east-1 and go out of date; times and sizes are
 * assumptions. The same parameters give the same text.
 */
import { costOf, type Decision, durationOf } from './prices';
import { hitRate, seeded, simulate, type Traffic } from './traffic';
import type { Values } from '../parameters';
import { textTable } from '../report/tables';

export const COST_PARAMETERS = {
  requests: { fallback: 100, meaning: 'requests a second' },
  keys: { fallback: 1_000, meaning: 'keys that are in use', isWhole: true },
  skew: { fallback: 1, meaning: 'how unevenly keys are called: the Zipf exponent', least: 0 },
  routes: { fallback: 1, meaning: 'routes, times source addresses, that each key calls alike', isWhole: true },
  'hot-share': { fallback: 0.2, meaning: 'share of all requests that the busiest account makes, at most 1', most: 1 },
  'hot-keys': { fallback: 10, meaning: 'keys of that account that are in use, some of --keys', isWhole: true },
  delays: { fallback: [0, 1, 5, 60, 300], meaning: 'values of revocationDelay in seconds', least: 0 },
  'lambda-requests': { fallback: 0.2, meaning: 'Lambda, a million requests, in dollars' },
  'lambda-gb-second': { fallback: 0.0000133334, meaning: 'Lambda, one GB-second on arm64, in dollars' },
  'read-units': { fallback: 0.125, meaning: 'DynamoDB, a million read units, in dollars' },
  logs: { fallback: 0.5, meaning: 'CloudWatch Logs, one GB, in dollars' },
  memory: { fallback: 512, meaning: 'memory of the authorizer in MB, for the table by delay' },
  memories: { fallback: [128, 256, 512, 768, 1024], meaning: 'several such memories in MB, for the table by memory' },
  'cpu-ms': { fallback: 0.4, meaning: 'CPU time of a decision on one whole vCPU, in ms' },
  'wait-ms': { fallback: 4, meaning: 'time that a decision waits for the table, in ms', least: 0 },
  'read-units-each': { fallback: 2, meaning: 'read units of a decision: key and account, at most 4 KB each' },
  'log-bytes': { fallback: 900, meaning: 'bytes that a decision logs, with Lambda’s own lines', least: 0 },
  partition: { fallback: 3_000, meaning: 'read units a second that one partition of the table takes' },
  simulated: { fallback: 100_000, meaning: 'requests that are simulated for each delay', isWhole: true },
  seed: { fallback: 1, meaning: 'seed of the simulation', least: 0, isWhole: true },
} as const;
export type CostParameters = Values<typeof COST_PARAMETERS>;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const dollars = (value: number): string => `$${value.toFixed(3)}`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const SECONDS_OF_MONTH = 730 * 3600;

function decisionOf(given: CostParameters, memory: number): Decision {
  const ms = durationOf({ cpu: given['cpu-ms'], wait: given['wait-ms'] }, memory);
  return { memory, ms, reads: given['read-units-each'], logBytes: given['log-bytes'] };
}

/** Hit rate and instances. */
function simulatedCells(given: CostParameters, traffic: Traffic, delay: number): readonly string[] {
  const { simulated: count, seed, memory } = given;
  if (count < neededFor(delay, traffic)) return ['too short', ''];
  const duration = decisionOf(given, memory).ms / 1000;
  const { hitRate: hits, instances } = simulate(traffic, { delay, duration, count, random: seeded(seed) });
  return [percent(hits), whole(instances)];
}

function delayTable(given: CostParameters, traffic: Traffic): string {
  const decision = decisionOf(given, given.memory);
  const head = ['revocationDelay', 'gateway hits', 'simulated', 'instances', 'authorizer calls', 'read units'];
  const lines = given.delays.map((delay) => {
    const share = 1 - hitRate(traffic, delay);
    const cost = costOf(given, decision, share);
    return [
      `${delay} s`,
      percent(1 - share),
      ...simulatedCells(given, traffic, delay),
      whole(share * 1e6),
      whole(share * 1e6 * decision.reads),
      ...[cost.requests, cost.time, cost.reads, cost.logs, cost.total].map(dollars),
    ];
  });
  const costs = ['requests ($)', 'GB-seconds ($)', 'reads ($)', 'logs ($)', 'total ($)'];
  return [textTable([[...head, ...costs], ...lines]), ...shortNote(given)].join('\n');
}

/** What `too short` means, if the table says it. */
function shortNote(given: CostParameters): readonly string[] {
  const needed = neededFor(Math.max(...given.delays), given);
  if (given.simulated >= needed) return [];
  return [
    '',
    `too short: ${whole(given.simulated)} simulated requests last less than three delays, and say nothing of the cache. ` +
      `--simulated ${needed} is enough for every delay here.`,
  ];
}

/** Requests that come in three delays: a shorter simulation would say nothing of the cache. */
const neededFor = (delay: number, { requests }: Pick<CostParameters, 'requests'>): number =>
  Math.ceil(3 * delay * requests);

function memoryTable(given: CostParameters): string {
  const lines = given.memories.map((memory) => {
    const decision = decisionOf(given, memory);
    const cost = costOf(given, decision, 1);
    return [`${memory} MB`, `${decision.ms.toFixed(1)} ms`, dollars(cost.time), dollars(cost.total)];
  });
  return textTable([['memory', 'a decision takes', 'GB-seconds ($)', 'total ($), no delay'], ...lines]);
}

/** About the account that one partition of the table has to serve. */
function hotAccount(given: CostParameters, delayed: number): readonly string[] {
  const most = given.partition / given['read-units-each'];
  const strict = given['hot-share'] * given.requests;
  const pairs = given['hot-keys'] * given.routes;
  const needed = Math.max(delayed, Math.ceil(pairs / most));
  return [
    `The busiest account is an assumption of its own (--hot-share ${given['hot-share']}, --hot-keys ${given['hot-keys']}): Zipf spreads the requests over keys and does not say whose they are.`,
    `An account's partition throttles at ${whole(most)} strict decisions a second (${whole(given.partition)} read units, ` +
      `${given['read-units-each']} each). The busiest account makes ${whole(strict)} a second here, ${percent(strict / most)} of that: ` +
      (strict > most ? `set revocationDelay to ${needed} s or more.` : 'the table needs no delay.'),
    `With a delay of ${needed} s its ${whole(pairs)} pairs of key and route ask at most ${whole(pairs / needed)} times a second, whatever they send.`,
  ];
}

/** When the delay pays, and when the table needs it. */
function advice(given: CostParameters, traffic: Traffic): string {
  const decision = decisionOf(given, given.memory);
  const totalAt = (delay: number): number => costOf(given, decision, 1 - hitRate(traffic, delay)).total;
  const saved = totalAt(0) - totalAt(1);
  const monthly = (saved * traffic.requests * SECONDS_OF_MONTH) / 1e6;
  const first = `The first second of delay saves ${dollars(saved)} of ${dollars(totalAt(0))} a million: $${monthly.toFixed(2)} a month at this rate.`;
  return [first, ...hotAccount(given, 1)].join('\n');
}

export function costReport(given: CostParameters): string {
  const { requests, keys, skew, routes, 'cpu-ms': cpu, 'wait-ms': wait } = given;
  const traffic = { requests, keys, skew, routes };
  return [
    `${whole(requests)} requests a second, ${whole(keys)} keys, Zipf exponent ${skew}, routes for each key: ${routes}. Dollars for a`,
    'million requests to the API, without API Gateway itself.',
    '',
    delayTable(given, traffic),
    '',
    advice(given, traffic),
    '',
    `By memory, if a decision takes ${cpu} ms of a whole vCPU (1,769 MB) and waits ${wait} ms for the table:`,
    '',
    memoryTable(given),
  ].join('\n');
}
