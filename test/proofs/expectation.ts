/** What a journey expects of a local run, one call at a time, and how a broken expectation is reported. */
import type { LocalRun } from '../../local/start';
import type { Answer } from '../support/local-run';
import type { Visitors } from './visitors';

/** A run and everyone who calls it. */
export interface Scene {
  readonly run: LocalRun;
  readonly visitors: Visitors;
}

export interface Expectation {
  readonly promise: string;
  /** What was seen instead; undefined when the promise is kept. */
  readonly seen: (scene: Scene) => Promise<string | undefined>;
}

/** Groups follow each other; within a group calls may meet. */
export type Journey = readonly (readonly Expectation[])[];

/** Calls at once. */
const ABREAST = 6;

/** Makes the journey and gives the broken promises; stops early once there are `enough`. */
export async function brokenPromises(journey: Journey, scene: Scene, enough = Number.POSITIVE_INFINITY) {
  const broken: string[] = [];
  for (const group of journey) {
    for (let at = 0; at < group.length && broken.length < enough; at += ABREAST) {
      const told = await Promise.all(group.slice(at, at + ABREAST).map((expectation) => tell(expectation, scene)));
      broken.push(...told.flatMap((line) => line ?? []));
    }
  }
  return broken.slice(0, enough);
}

/** On a busy machine a function can run out of the time that it gives table and pool, which is then seen only once. */
async function tell({ promise, seen }: Expectation, scene: Scene): Promise<string | undefined> {
  const first = await seen(scene);
  const instead = first !== undefined && /\b503\b/.test(first) ? await seen(scene) : first;
  return instead === undefined ? undefined : `${promise}: ${instead}`;
}

export interface ProblemFace {
  readonly status: number;
  /** Absent for a problem without a page of its own. */
  readonly code?: string;
  /** Tells the gateway's own answer from one of a backend with the same code. */
  readonly title?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One of the two answers that stand in for others, which cannot name a status in their bodies. */
  readonly fallback?: boolean;
}

const GATEWAY_HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };

/** How an answer differs from the problem that the gateway itself should send. */
export function unlike(
  answer: Answer,
  { status, code, title, headers = {}, fallback = false }: ProblemFace,
): string | undefined {
  const wrong = Object.entries({ ...GATEWAY_HEADERS, ...headers }).find(
    ([name, value]) => answer.headers[name] !== value,
  );
  if (answer.status !== status) return describe(answer);
  if (wrong !== undefined) return `${describe(answer)} with ${wrong[0]}: ${String(answer.headers[wrong[0]])}`;
  if (answer.body?.instance !== `/requests/${String(answer.headers['x-amz-apigw-id'])}`) return 'no request id';
  if (answer.body.status !== (fallback ? undefined : status))
    return `${describe(answer)}, but in its body ${answer.body.status}`;
  if (title !== undefined && answer.body.title !== title) return `${describe(answer)}: ${answer.body.title}`;
  return code === undefined || codeOf(answer) === code ? undefined : describe(answer);
}

export const codeOf = ({ body }: Answer): string | undefined =>
  typeof body?.type === 'string' ? body.type.split('/').at(-1) : undefined;

export const describe = (answer: Answer): string => `${answer.status} ${codeOf(answer) ?? ''}`.trimEnd();
