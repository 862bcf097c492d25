/**
 * The traffic of a guarded API on paper: requests arrive at random (Poisson), keys are called unevenly (Zipf), and the
 * gateway keeps a decision for each pair of key and route. In closed form, and as a simulation that also counts what no
 * formula says: how many instances of the function work at once.
 */

export interface Traffic {
  /** Requests a second. */
  readonly requests: number;
  readonly keys: number;
  /** The Zipf exponent: 0, all keys are called alike; 1, the second key half as often as the first. */
  readonly skew: number;
  /** Routes that each key calls alike. */
  readonly routes: number;
}

/** The share of the traffic that each key has, the most popular one first. Together they are 1. */
export function popularity({ keys, skew }: Pick<Traffic, 'keys' | 'skew'>): readonly number[] {
  const weights = Array.from({ length: keys }, (_, at) => (at + 1) ** -skew);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The share of requests that the gateway answers from its cache of `delay` seconds. Exact: the first request for a pair
 * that arrives at the rate λ asks the authorizer, and the λ × delay that follow within the delay do not, so that of
 * 1 + λ × delay requests one asks. The cache is one for all, and nothing is thrown out of it early.
 */
export function hitRate(traffic: Traffic, delay: number): number {
  const perRoute = traffic.requests / traffic.routes;
  return popularity(traffic).reduce((sum, share) => {
    const expected = share * perRoute * delay;
    return sum + (share * expected) / (1 + expected);
  }, 0);
}

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Simulated {
  readonly hitRate: number;
  /** Most decisions under way at the same time: instances of the function that are needed. */
  readonly instances: number;
}

export interface Simulation {
  /** Seconds for which the gateway keeps a decision. */
  readonly delay: number;
  /** Seconds that a decision takes. */
  readonly duration: number;
  /** Requests to simulate, after as many that fill the cache. */
  readonly count: number;
  readonly random: () => number;
}

/** Finds the key at this point of the summed popularity, by halving. */
function keyAt(sums: readonly number[], point: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 1) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function simulate(traffic: Traffic, { delay, duration, count, random }: Simulation): Simulated {
  let total = 0;
  const sums = popularity(traffic).map((share) => (total += share));
  const keptUntil = new Map<number, number>();
  let [now, hits, instances] = [0, 0, 0];
  let busyUntil: number[] = [];
  for (let at = -count; at < count; at += 1) {
    now -= Math.log(1 - random()) / traffic.requests;
    const pair = keyAt(sums, random()) * traffic.routes + Math.floor(random() * traffic.routes);
    if ((keptUntil.get(pair) ?? 0) > now) {
      if (at >= 0) hits += 1;
      continue;
    }
    keptUntil.set(pair, now + delay);
    const moment = now;
    busyUntil = [...busyUntil.filter((until) => until > moment), moment + duration];
    instances = Math.max(instances, busyUntil.length);
  }
  return { hitRate: hits / count, instances };
}
