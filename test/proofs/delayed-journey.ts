/**
 * The guarded API where verdicts are kept for a minute: a kept verdict is one caller's, from one address, for one
 * method of one route, and for no longer than that.
 */
import { type Answer, bearer, send, type Sent } from '../support/local-run';
import { callGuarded } from './calls';
import { describe, type Expectation, type Journey, type ProblemFace, type Scene, unlike } from './expectation';
import { REFUSED } from './guarded-journey';

export const DELAY_SECONDS = 60;

interface Step {
  readonly as: string;
  readonly method?: 'GET' | 'DELETE';
  readonly path: string;
  readonly from?: string;
  readonly expected: ProblemFace | number;
}

const keyOf = ({ visitors }: Scene, name: string): string =>
  Object.values(visitors.guarded[name]?.headers ?? {})[0] ?? '';

function ask(scene: Scene, { as, method = 'GET', path, from }: Step): Promise<Answer> {
  const headers: Sent['headers'] = as === 'nobody' ? {} : bearer(keyOf(scene, as)).headers;
  return callGuarded(scene, `${method} ${path}`, { headers, ...(from !== undefined && { from }) });
}

/** Steps of one delay, one after the other, each a call after the verdicts of those before it are kept. */
const inOneDelay = (promise: string, steps: readonly Step[]): Expectation => ({
  promise,
  seen: async (scene) => {
    scene.run.clock.advance(DELAY_SECONDS * 1000);
    for (const step of steps) {
      const answer = await ask(scene, step);
      const { expected } = step;
      const wrong = typeof expected === 'number' ? answer.status !== expected : unlike(answer, expected) !== undefined;
      if (wrong) return `${step.as} at ${step.path}: ${describe(answer)}`;
    }
    return undefined;
  },
});

const BOTH = 'a key of both scopes';
const HERE = 'a key of this address';

const revokedAfter: Expectation = {
  promise: 'a revoked key is refused once the delay is over',
  seen: async (scene) => {
    const [key] = scene.visitors.leaked;
    const call = () => callGuarded(scene, 'GET /orders', bearer(key));
    const before = await call();
    await send('POST', `${scene.run.outputs.ManagementUrl ?? ''}/revocations`, { body: { key } });
    scene.run.clock.advance(DELAY_SECONDS * 1000);
    const after = await call();
    return before.status === 200 ? unlike(after, REFUSED) : describe(before);
  },
};

export const delayedJourney: Journey = [
  inOneDelay('nobody comes in behind another', [
    { as: BOTH, path: '/orders', expected: 200 },
    { as: 'a revoked key', path: '/orders', expected: REFUSED },
    { as: 'nobody', path: '/orders', expected: REFUSED },
  ]),
  inOneDelay('a second route has a verdict of its own', [
    { as: 'a key without scopes', path: '/whoami', expected: 200 },
    { as: 'a key without scopes', path: '/orders', expected: { status: 403, code: 'insufficient-scope' } },
  ]),
  inOneDelay('a second method has a verdict of its own', [
    { as: BOTH, path: '/orders/1001', expected: 200 },
    { as: BOTH, method: 'DELETE', path: '/orders/1001', expected: REFUSED },
  ]),
  inOneDelay('a second address has a verdict of its own', [
    { as: HERE, path: '/orders', expected: 200 },
    { as: HERE, path: '/orders', from: '127.0.0.2', expected: { status: 403, code: 'network-not-allowed' } },
  ]),
  {
    promise: 'a key outside Authorization is none',
    seen: async (scene: Scene) =>
      unlike(await callGuarded(scene, 'GET /orders', { headers: { 'X-API-Key': keyOf(scene, BOTH) } }), REFUSED),
  },
  revokedAfter,
].map((expectation) => [expectation]);
