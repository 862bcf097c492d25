/**
 * What decisions cost. API Gateway's own price is left out: it is the same with every `revocationDelay`, and a decision
 * that its cache answers is not paid for again.
 */

export interface Prices {
  /** Dollars for a million Lambda requests. */
  readonly 'lambda-requests': number;
  /** Dollars for one GB-second. */
  readonly 'lambda-gb-second': number;
  /** Dollars for a million DynamoDB read units. */
  readonly 'read-units': number;
  /** Dollars for one GB that is written to CloudWatch Logs. */
  readonly logs: number;
}

export interface Decision {
  /** Memory of the authorizer in MB. */
  readonly memory: number;
  /** Billed milliseconds of one decision with that memory. */
  readonly ms: number;
  /** Read units of a decision: key and account, strongly consistent, up to 4 KB each. */
  readonly reads: number;
  /** Bytes that the function and Lambda log of a decision. */
  readonly logBytes: number;
}

export interface Cost {
  readonly requests: number;
  readonly time: number;
  readonly reads: number;
  readonly logs: number;
  readonly total: number;
}

const MILLION = 1e6;
const BYTES_OF_GB = 1e9;
const MB_OF_GB = 1024;

/** Dollars for a million requests to the API, of which this share asks the authorizer. */
export function costOf(prices: Prices, { memory, ms, reads, logBytes }: Decision, share: number): Cost {
  const gbSeconds = (Math.ceil(ms) / 1000) * (memory / MB_OF_GB);
  const requests = share * prices['lambda-requests'];
  const time = share * MILLION * gbSeconds * prices['lambda-gb-second'];
  const units = share * reads * prices['read-units'];
  const logs = (share * MILLION * logBytes * prices.logs) / BYTES_OF_GB;
  return { requests, time, reads: units, logs, total: requests + time + units + logs };
}

export interface Work {
  /** Milliseconds of CPU that one decision takes on a whole vCPU. */
  readonly cpu: number;
  /** Milliseconds that it waits for the table. */
  readonly wait: number;
}

/** MB with which a function has one whole vCPU (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
const ONE_VCPU = 1769;

/**
 * Milliseconds of a decision with so much memory: Lambda gives CPU in proportion to memory, so the work takes longer
 * with less, and the waiting takes the same. One thread gains nothing from more than one vCPU.
 */
export const durationOf = ({ cpu, wait }: Work, memory: number): number => wait + cpu / Math.min(1, memory / ONE_VCPU);
