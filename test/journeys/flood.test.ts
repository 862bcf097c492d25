/** What a flood from strangers does to the operators' calls, by the throttles that the template declares. */
import { readAssembly } from '../../local/assembly/assembly';
import { standingClock } from '../../local/clock';
import { createThrottle, type Throttle } from '../../local/gateway/throttle';
import { buildModel } from '../../local/model/model';
import type { LocalClock } from '../../local/types';
import { ensureAssembly } from '../support/assembly';
import { type Route, ROUTES } from '../support/endpoints';

/** The settings of the management API's stage, as the local gateway reads them from the template. */
type Settings = Parameters<typeof createThrottle>[0];
let settings: Settings;
beforeAll(async () => {
  const { apis } = buildModel(readAssembly(await ensureAssembly()));
  settings = apis.find(({ name }) => name.includes('-management '))?.stage.settings ?? [];
});

/** Takes access away from a key, a client, an account or an operator. */
const isRevoking = ({ method, path }: Route): boolean =>
  (method === 'POST' && /\/(?:revoke|revoke-all|revoke-tokens|suspend|end-grace)$/.test(path)) ||
  (method === 'DELETE' && path.endsWith('/secrets/{secretId}'));
const REVOKING = ROUTES.filter(isRevoking);

interface Flood {
  readonly clock: LocalClock;
  readonly throttle: Throttle;
  /** Requests of strangers in each millisecond. */
  readonly perMillisecond: number;
}

/** Of 25 calls, five a second, how many get through while strangers send requests to the same method. */
function getThrough({ clock, throttle, perMillisecond }: Flood, { method, path }: Route): number {
  let through = 0;
  for (let call = 0; call < 25; call += 1) {
    for (let millisecond = 0; millisecond < 200; millisecond += 1) {
      clock.advance(1);
      for (let one = 0; one < perMillisecond; one += 1) throttle(method, path);
    }
    if (throttle(method, path)) through += 1;
  }
  return through;
}

function flood(perMillisecond: number): Flood {
  const clock = standingClock();
  return { clock, throttle: createThrottle(settings, clock), perMillisecond };
}

test('the verbs that take access away are those of keys, clients, accounts, operators and their secrets', () => {
  expect(REVOKING.map(({ id }) => id).sort()).toEqual([
    'deleteClientSecret',
    'deleteOperatorSecret',
    'endGrace',
    'revokeAll',
    'revokeClient',
    'revokeKey',
    'revokeKeys',
    'revokeOperator',
    'revokeTokens',
    'suspendAccount',
    'suspendClient',
    'suspendKey',
  ]);
});

test('every endpoint that the scope revoke:keys opens is one of these verbs', () => {
  const opened = ROUTES.filter(
    ({ scopes }) => scopes !== 'open' && scopes.includes('revoke:keys') && !isCatalogue(scopes),
  );

  expect(opened.filter((route) => !isRevoking(route)).map(({ id }) => id)).toEqual([]);
});

/** `GET /scopes` is for every operator. */
const isCatalogue = (scopes: readonly string[]): boolean => scopes.length > 2;

test.each(REVOKING)('2,000 requests a second of strangers keep no operator from $id', (route) => {
  expect(getThrough(flood(2), route)).toBe(25);
});

test('any other method is shut by such a flood, so the figure above is worth something', () => {
  const [readKey] = ROUTES.filter(({ id }) => id === 'readKey');

  expect(readKey && getThrough(flood(2), readKey)).toBeLessThan(10);
});

test('a flood of one method leaves every other method as it was', () => {
  const [junk, ...others] = REVOKING;
  const under = flood(20);
  if (junk) getThrough(under, junk);

  expect(others.filter(({ method, path }) => !under.throttle(method, path))).toEqual([]);
});

test('100 junk requests a second at POST /revocations keep no holder from revoking a key', () => {
  const { clock, throttle } = flood(0);
  const revoke = (): boolean => throttle('POST', '/revocations');
  let through = 0;
  for (let call = 0; call < 25; call += 1) {
    for (let junk = 0; junk < 100; junk += 1) {
      clock.advance(10);
      revoke();
    }
    if (revoke()) through += 1;
  }

  expect(through).toBe(25);
});
