/**
 * Takes every guard of the template off its hinges, one at a time, and makes the journey that passes on the
 * untouched template: it must notice each time. A guard that could go unseen is no guard.
 */
import { rmSync } from 'node:fs';
import { readAssembly } from '../../local/assembly/assembly';
import { start } from '../../local/start';
import type { Template } from '../../local/assembly/template';
import { ensureAssembly } from '../support/assembly';
import { CIRCUMSTANCES } from './circumstances';
import { DELAY_SECONDS, delayedJourney } from './delayed-journey';
import { brokenPromises, type Journey, stillClock } from './expectation';
import { guardedJourney } from './guarded-journey';
import * as guards from './guards';
import type { Guard, Part } from './guards';
import { managementJourney } from './management-journey';
import { gather, type Visitors } from './visitors';

/** Answers that no request can bring about on loopback; test/lib/problem-responses.test.ts holds their form. */
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
};

/** Settings that a function is told as all are, and does not use: no caller can see another value. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  KEY_PREFIX: ['Accounts', 'Clients', 'Events', 'Revocations', 'Catalogue'],
  ENVIRONMENT: ['Accounts', 'Clients', 'Events', 'Revocations', 'Catalogue'],
  SCOPES: ['Events'],
};

/** Runs at once. */
const LANES = 2;
jest.setTimeout(300_000);

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
}, 120_000);
afterAll(() => visitors.forget());

function templateOf(folder: string): Template {
  const [stack] = readAssembly(folder);
  if (stack === undefined) throw new Error('the assembly has a stack');
  return stack.template;
}

function partOf(part: Part): { journey: Journey; assembly: string; edit?: (template: Template) => void } {
  if (part === 'guarded') return { journey: guardedJourney(Object.keys(visitors.guarded)), assembly };
  if (part === 'management') return { journey: managementJourney(), assembly };
  if (part === 'delayed') return { journey: delayedJourney, assembly: delayed };
  return { ...CIRCUMSTANCES[part], assembly };
}

/** The broken promises of one part of the journey, with one guard off or none. */
async function journey(part: Part, guard?: Guard, enough?: number): Promise<string[]> {
  const dataDirectory = visitors.copy();
  const chosen = partOf(part);
  const run = await start({
    assembly: chosen.assembly,
    dataDirectory,
    clock: stillClock(),
    edit: (edited) => {
      chosen.edit?.(edited);
      guard?.off(edited, visitors);
    },
  });
  try {
    return await brokenPromises(chosen.journey, { run, visitors }, enough);
  } finally {
    await run.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/**
 * What the journey noticed of each guard; undefined where it noticed nothing. On a busy machine a call can run out
 * of time: where nothing is expected to be noticed, what was noticed has to be seen a second time.
 */
async function detachEach(list: readonly Guard[], silent: readonly string[]): Promise<Map<Guard, string | undefined>> {
  const noticed = new Map<Guard, string | undefined>();
  const waiting = [...list];
  const lane = async (): Promise<void> => {
    for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift()) {
      const [first] = await journey(guard.part, guard, 1);
      const doubted = first !== undefined && silent.includes(guard.name);
      noticed.set(guard, doubted ? (await journey(guard.part, guard, 1))[0] : first);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return noticed;
}

/** Detaches each, prints what was noticed, and gives the names of those that nobody missed; `silent` ones should be. */
async function unnoticed(list: readonly Guard[], silent: readonly string[] = []): Promise<string[]> {
  const noticed = await detachEach(list, silent);
  const lines = list.map((guard) => `${guard.name} -> ${noticed.get(guard) ?? 'NOT NOTICED'}`);
  process.stdout.write(`${lines.join('\n')}\n${list.length} guards\n`);
  return list.filter((guard) => noticed.get(guard) === undefined).map(({ name }) => name);
}

test.each<Part>([
  'guarded',
  'management',
  'delayed',
  ...(Object.keys(CIRCUMSTANCES) as (keyof typeof CIRCUMSTANCES)[]),
])('the journey finds nothing on the untouched template (%s)', async (part) => {
  const broken = await journey(part);

  expect(broken).toEqual([]);
});

test('every authorizer is missed', async () => {
  expect(await unnoticed(guards.authorizers(template))).toEqual([]);
});

test('every scope list is missed, and every scope too many is seen', async () => {
  expect(await unnoticed([...guards.scopeLists(template), ...guards.clientScopes(template)])).toEqual([]);
});

test('every identity source is missed', async () => {
  const list = [...guards.identitySources(template), ...guards.identitySources(delayedTemplate)];

  expect(await unnoticed(list)).toEqual([]);
});

test('every gateway response is missed but those that nothing here can bring about; so is every throttle and model', async () => {
  const responses = guards.gatewayResponses(template);
  const list = [...responses, ...guards.throttles(template), ...guards.validation(template)];

  const explained = responses.filter(({ type }) => type in UNMET).map(({ name }) => name);

  const silent = await unnoticed(list, explained);

  for (const [type, reason] of Object.entries(UNMET)) process.stdout.write(`${type}: ${reason}\n`);
  expect(silent).toEqual(explained);
});

test('every setting of a function is missed where it is used', async () => {
  const list = guards.settings(template, visitors);

  const explained = list
    .filter(({ name, variable }) =>
      (UNUSED[variable] ?? []).some((one) => name.startsWith(`SallyportManagement${one}`)),
    )
    .map(({ name }) => name);

  expect(await unnoticed(list, explained)).toEqual(explained);
});
