/**
 * Takes every guard of the template off its hinges and makes the journey that passes on the untouched template: it
 * must notice each. A guard that could go unseen is no guard. Guards of different routes are off at once, and each
 * must be missed at its own route; so are, to save time, those that no request can notice, and none may be missed.
 */
import { rmSync } from 'node:fs';
import { readAssembly } from '../../local/assembly/assembly';
import { standingClock } from '../../local/clock';
import { StartRefusal } from '../../local/refusal';
import { type LocalRun, start } from '../../local/start';
import type { Template } from '../../local/assembly/template';
import { ensureAssembly } from '../support/assembly';
import { CIRCUMSTANCES } from './circumstances';
import { DELAY_SECONDS, delayedJourney } from './delayed-journey';
import { brokenPromises, type Journey } from './expectation';
import { guardedJourney } from './guarded-journey';
import * as guards from './guards';
import type { Guard, Part } from './guards';
import { settings } from './guards-settings';
import { managementJourney } from './management-journey';
import { tokensJourney } from './tokens-journey';
import { gather, type Visitors } from './visitors';

/** Answers that no request can bring about on loopback; test/lib/rest-api/problem-responses.slow.ts holds their form. */
const UNMET: Readonly<Record<string, string>> = {
  API_CONFIGURATION_ERROR: 'the local run refuses to start such an API',
  EXPIRED_TOKEN: 'sent for expired AWS credentials, which no method here takes',
  INTEGRATION_FAILURE: 'sent for HTTP integrations; every integration here is a function',
  INVALID_API_KEY: 'sent for keys of usage plans, which no method here wants',
  INVALID_SIGNATURE: 'sent for AWS signatures, which no method here takes',
  QUOTA_EXCEEDED: 'sent for usage plans, of which there are none',
  REQUEST_TOO_LARGE: 'sent by the front, which answers before it knows the API',
  RESOURCE_NOT_FOUND: 'sent behind an authorizer that covers paths without a route; none does',
  WAF_FILTERED: 'sent by the web ACL, which is the deployer’s',
  'tokens ACCESS_DENIED': 'sent for authorizers, of which the token cache’s API has none',
  'tokens AUTHORIZER_CONFIGURATION_ERROR': 'sent for authorizers, of which the token cache’s API has none',
  'tokens AUTHORIZER_FAILURE': 'sent for authorizers, of which the token cache’s API has none',
  'tokens DEFAULT_4XX': 'stands in for answers without a type of their own, which only authorizers give here',
  'tokens UNAUTHORIZED': 'sent for authorizers, of which the token cache’s API has none',
};

/** Settings that every function gets and this function does not use: no caller can see another value. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  KEY_PREFIX: ['Accounts', 'Clients', 'Events', 'Members', 'Revocations', 'Catalogue'],
  ENVIRONMENT: ['Accounts', 'Clients', 'Events', 'Members', 'Revocations', 'Catalogue'],
  SCOPES: ['Events', 'Members'],
  // No person may ask for a verdict; and of the scopes and plans an operator among the people sees what a member does.
  PEOPLE_ISSUER: ['Verify'],
  PEOPLE_RESOURCE_SERVER: ['Verify'],
  PEOPLE_OPERATORS_GROUP: ['Verify', 'Catalogue'],
};

/** The rest that no request notices. */
const UNSEEN = {
  validators: 'nothing is checked at a method without a model and without a parameter that must be there',
  timing:
    'turns come by real time, once each, and DynamoDB takes days to delete what is over, so nothing may count on it; ' +
    'test/lib holds rates, attempts and attributes',
};

/** Runs at once. */
const LANES = 2;
let assembly: string;
let delayed: string;
let visitors: Visitors;
let template: Template;
let delayedTemplate: Template;

beforeAll(async () => {
  assembly = await ensureAssembly();
  delayed = await ensureAssembly({ revocationDelay: DELAY_SECONDS });
  template = templateOf(assembly);
  delayedTemplate = templateOf(delayed);
  visitors = await gather(assembly);
});
afterAll(() => visitors.forget());

function templateOf(folder: string): Template {
  const [stack] = readAssembly(folder);
  if (stack === undefined) throw new Error('the assembly has a stack');
  return stack.template;
}

function partOf(part: Part): { journey: Journey; assembly: string; edit?: (template: Template) => void } {
  if (part === 'guarded') return { journey: guardedJourney(Object.keys(visitors.guarded)), assembly };
  if (part === 'management') return { journey: managementJourney(), assembly };
  if (part === 'tokens') return { journey: tokensJourney(), assembly };
  if (part === 'delayed') return { journey: delayedJourney, assembly: delayed };
  if (part === 'start') return { journey: [], assembly };
  return { ...CIRCUMSTANCES[part], assembly };
}

/** Guards of one part that are off together, and none two of which guard one route. */
interface Batch {
  readonly part: Part;
  readonly guards: readonly Guard[];
}

/** The broken promises of one part of the journey while the guards of the batch are off. */
async function journey({ part, guards: off }: Batch, enough?: number): Promise<string[]> {
  const dataDirectory = visitors.copy();
  const chosen = partOf(part);
  let run: LocalRun | undefined;
  try {
    run = await start({
      assembly: chosen.assembly,
      dataDirectory,
      clock: standingClock(),
      strict: true,
      edit: (edited) => {
        chosen.edit?.(edited);
        for (const guard of off) guard.off(edited, visitors);
      },
    });
    const own = off.every(({ route }) => route !== undefined) && off.length > 0;
    const promises = own ? chosen.journey.map((group) => group.filter(isOfOne(off))) : chosen.journey;
    return await brokenPromises(promises, { run, visitors }, enough);
  } catch (error) {
    if (part !== 'start' || !(error instanceof StartRefusal)) throw error;
    return [`the run does not start: ${error.message}`];
  } finally {
    await run?.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

const isOf =
  ({ route }: Guard) =>
  (promise: string): boolean =>
    route === undefined || promise.startsWith(`${route} `);
const isOfOne =
  (off: readonly Guard[]) =>
  ({ promise }: { promise: string }): boolean =>
    off.some((guard) => isOf(guard)(promise));

/** Each guard goes into the first batch that has none of its route; one without a route is alone. */
function batchesOf(list: readonly Guard[]): Batch[] {
  const batches: { part: Part; guards: Guard[] }[] = [];
  for (const guard of list) {
    const fits = ({ part, guards: others }: Batch): boolean =>
      part === guard.part && others.every(({ route }) => route !== undefined && route !== guard.route);
    const batch = guard.route === undefined ? undefined : batches.find(fits);
    if (batch === undefined) batches.push({ part: guard.part, guards: [guard] });
    else batch.guards.push(guard);
  }
  return batches;
}

/** What the journey noticed of each guard; undefined where it noticed nothing. */
async function detachEach(list: readonly Guard[]): Promise<Map<Guard, string | undefined>> {
  const noticed = new Map<Guard, string | undefined>();
  const waiting = batchesOf(list);
  const lane = async (): Promise<void> => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const broken = await journey(batch, batch.guards.length === 1 ? 1 : undefined);
      for (const guard of batch.guards) noticed.set(guard, broken.find(isOf(guard)));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return noticed;
}

/** Detaches each, prints what was noticed, and gives the names of those that nobody missed. */
async function unnoticed(list: readonly Guard[]): Promise<string[]> {
  const noticed = await detachEach(list);
  const lines = list.map((guard) => `${guard.name} -> ${noticed.get(guard) ?? 'NOT NOTICED'}`);
  process.stdout.write(`${lines.join('\n')}\n${list.length} guards\n`);
  return list.filter((guard) => noticed.get(guard) === undefined).map(({ name }) => name);
}

/**
 * What is noticed of guards that nobody should miss, all of a part at once. On a busy machine a call can run out of
 * time, so whatever was noticed has to be seen a second time.
 */
async function noticedOfAll(list: readonly Guard[]): Promise<string[]> {
  const parts = [...new Set(list.map(({ part }) => part))];
  const noticed: string[] = [];
  for (const part of parts) {
    // Without their routes, so that every promise is looked at.
    const own = list
      .filter((guard) => guard.part === part)
      .map((guard): Guard => ({ name: guard.name, part, off: (edited, all) => guard.off(edited, all) }));
    const first = await journey({ part, guards: own });
    noticed.push(...(first.length === 0 ? first : await journey({ part, guards: own })));
  }
  process.stdout.write(`${list.map(({ name }) => `${name} -> not noticed`).join('\n')}\n${list.length} guards\n`);
  return noticed;
}

const isUnmet = ({ response }: { response: string }): boolean =>
  response in UNMET || String(response.split(' ')[1]) in UNMET;
const isUnused = ({ name, variable }: { name: string; variable: string }): boolean =>
  (UNUSED[variable] ?? []).some((one) => name.startsWith(`SallyportManagement${one}`));

test.each<Part>([
  'guarded',
  'management',
  'tokens',
  'delayed',
  'start',
  ...(Object.keys(CIRCUMSTANCES) as (keyof typeof CIRCUMSTANCES)[]),
])('the journey finds nothing on the untouched template (%s)', async (part) => {
  const broken = await journey({ part, guards: [] });

  expect(broken).toEqual([]);
});

test('no method is open but those that must be', () => {
  const open = guards.methodsOf(template).filter(([, { Properties }]) => Properties.AuthorizationType === 'NONE');

  const routes = open.map(([id]) => guards.routeOf(template, id)).sort();

  expect(routes).toEqual([
    'GET /openapi.json',
    'GET /portal',
    'GET /portal/{file+}',
    'POST /oauth2/token',
    'POST /revocations',
  ]);
});

test('every authorizer is missed', async () => {
  expect(await unnoticed(guards.authorizers(template))).toEqual([]);
});

test('every scope list is missed, and every scope too many is seen', async () => {
  expect(await unnoticed([...guards.scopeLists(template), ...guards.clientScopes(template)])).toEqual([]);
});

test('everything that the portal’s app client allows is missed, and everything too much is seen', async () => {
  expect(await unnoticed(guards.signIn(template))).toEqual([]);
});

test('every identity source is missed', async () => {
  const ofDelayed = guards.identitySources(delayedTemplate).filter(({ part }) => part === 'delayed');

  expect(await unnoticed([...guards.identitySources(template), ...ofDelayed])).toEqual([]);
});

test('every gateway response that something here can bring about is missed, and every throttle and model', async () => {
  const responses = guards.gatewayResponses(template).filter((one) => !isUnmet(one));

  const list = [...responses, ...guards.throttles(template), ...guards.validation(template).used];

  expect(await unnoticed(list)).toEqual([]);
});

test('every setting of a function is missed where it is used', async () => {
  expect(await unnoticed(settings(template, visitors).filter((one) => !isUnused(one)))).toEqual([]);
}, 900_000);

test('every permission to invoke a function is missed, and everything that is done by the clock', async () => {
  expect(await unnoticed([...guards.permissions(template), ...guards.schedules(template)])).toEqual([]);
});

test('what no request can notice is not noticed', async () => {
  const responses = guards.gatewayResponses(template).filter(isUnmet);
  const list = [
    ...responses.map((guard) => ({ ...guard, part: guards.apiOf(guard.name) })),
    ...settings(template, visitors).filter(isUnused),
    ...guards.validation(template).idle,
    ...guards.timing(template),
  ];

  const noticed = await noticedOfAll(list);

  for (const [what, reason] of Object.entries({ ...UNMET, ...UNSEEN })) process.stdout.write(`${what}: ${reason}\n`);
  expect(noticed).toEqual([]);
});
