/**
 * Takes each action on tables, user pool, event bus and queue from each function, and of the table of all records each
 * partition of each action, one at a time: something must fail, so no function may do more than it needs; and on the
 * untouched template everything succeeds, so none may do less.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ManagementRoute } from '../../lambda/management/all-endpoints';
import { ROUTES } from '../support/endpoints';
import { readAssembly } from '../../local/assembly/assembly';
import type { BusEvent } from '../../local/events/bus-event';
import { standingClock } from '../../local/clock';
import { type LocalRun, start } from '../../local/start';
import type { Invocation, LocalClock } from '../../local/types';
import type { Template } from '../../local/assembly/template';
import { ensureAssembly } from '../support/assembly';
import { type Answer, bearer, type Credentials, send, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';
import { askForToken } from './calls';
import { ofType } from './circumstances';
import { peopleCalls } from './people-calls';
import { forgetRoster, IMPORTED, importKeys, leaveDeletedAccount, leaveEndingKey } from './seeded-records';
import { actionsOf, type Right, rightsIn, statementsOf } from './rights';

/** What the logical id of each function's policy begins with. */
const FUNCTIONS = {
  authorizer: 'SallyportGuardedAuthorizer',
  token: 'SallyportTokenCacheToken',
  accounts: 'SallyportManagementAccounts',
  keys: 'SallyportManagementKeys',
  clients: 'SallyportManagementClients',
  events: 'SallyportManagementEvents',
  revocations: 'SallyportManagementRevocations',
  catalogue: 'SallyportManagementCatalogue',
  verify: 'SallyportManagementVerify',
  members: 'SallyportManagementMembers',
  usage: 'SallyportUsageFunction',
  changeFeed: 'SallyportChangeFeedRelay',
} as const;
type FunctionName = keyof typeof FUNCTIONS;

let assembly: string;
let folder: string;
/** With everything that the calls act on; each run works on a copy. */
let seeded: string;
let credentials: { operator: string; key: string; token: string; client: Credentials };
/** The path of an imported key that is revoked. */
let revokedImport: string;
const subjects = new Map<ManagementRoute, Subject>();

const routes = ROUTES.filter(
  ({ method, path }) => typeof TRIES[`${method} ${path}` as ManagementRoute] === 'object',
).map((route) => ({ ...route, name: `${route.method} ${route.path}` as ManagementRoute }));
const triedAt = (name: ManagementRoute): Try => TRIES[name] as Try;

beforeAll(async () => {
  assembly = await ensureAssembly({ usage: 'true', changeEvents: 'true' });
  folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  seeded = join(folder, 'seeded');
  const run = await withLocalRun({ dataDirectory: seeded });
  const { operator, client, key, managementUrl } = run.facts;
  const at = { ...run, url: managementUrl };
  for (const { name } of routes) subjects.set(name, await makeSubject(at, triedAt(name)));
  await leaveDeletedAccount(at);
  await leaveEndingKey(at, run.facts.account.id, run.clock.now());
  await at.manage('POST', '/accounts', { body: { name: 'Named', externalId: 'crm-0' } });
  revokedImport = await importKeys(at, run.facts.account.id);
  const [operatorToken, token] = [await run.token(operator), await run.token(client)];
  credentials = { operator: operatorToken, key: key.key, token, client };
  await run.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const templateOf = (folder: string): Template => readAssembly(folder)[0]?.template ?? { Resources: {} };

interface Told {
  readonly call: string;
  /** `trouble`: said so, and nothing else. */
  readonly seen: 'done' | 'trouble' | number;
}

/** A change that the issuer has still to be told of is trouble that its caller need not act on. */
function seenIn({ status, body }: Answer): Told['seen'] {
  if (status === 503 || body?.pending === true) return 'trouble';
  return status < 300 ? 'done' : status;
}

/** Starts on a copy of what was seeded, without the right, and makes the calls that lead to its function. */
async function callWithout(right?: Right): Promise<Told[]> {
  const dataDirectory = mkdtempSync(join(folder, 'run-'));
  cpSync(seeded, dataDirectory, { recursive: true });
  const clock = standingClock();
  const passedOn: BusEvent[] = [];
  const run = await start({
    assembly,
    dataDirectory,
    clock,
    busEvent: (event) => passedOn.push(event),
    edit: (template) => right?.take(template),
  });
  try {
    const concerns = (name: FunctionName): boolean => right === undefined || right.policy.startsWith(FUNCTIONS[name]);
    const own = routes.filter((route) => concerns(route.function));
    const further = FURTHER.filter((one) => concerns(one.function));
    const tasks = concerns('clients') ? await runTasks(run, clock) : [];
    const daily = concerns('keys') ? [await fire(run, 'daily')] : [];
    const management = [...(await callRoutes(run, own)), ...(await callFurther(run, further))];
    const doors = concerns('authorizer') ? await callDoors(run) : [];
    const cache = concerns('token') ? [await askTheCache(run)] : [];
    const counted = concerns('usage') ? [await count(run)] : [];
    const fed = concerns('changeFeed') ? [await change(run, clock, passedOn)] : [];
    return [...tasks, ...daily, ...management, ...doors, ...cache, ...counted, ...fed];
  } finally {
    await run.close();
  }
}

const managementOf = ({ outputs: { ManagementUrl: url = '' } }: LocalRun): Management => ({
  url,
  manage: (method, path, { headers, ...sent } = {}) =>
    send(method, url + path, { ...sent, headers: { ...headers, ...bearer(credentials.operator).headers } }),
});

async function callRoutes(run: LocalRun, own: typeof routes): Promise<Told[]> {
  const at = managementOf(run);
  const told: Told[] = [];
  for (const { name } of own) {
    const on = subjects.get(name) as Subject;
    told.push({ call: name, seen: seenIn(await callRoute(at, name, { on, tried: triedAt(name) })) });
  }
  return told;
}

interface Further {
  readonly function: FunctionName;
  readonly call: string;
  readonly make: (at: Management, run: LocalRun) => Promise<Answer>;
}

const HALF_AN_HOUR_MS = 1_800_000;
const A_DAY_MS = 86_400_000;
const once = { 'Idempotency-Key': 'once' };
const NEW_KEY = { label: 'once', scopes: [] };
/** Calls that need what the plain call of their route does not. */
const FURTHER: readonly Further[] = [
  {
    function: 'accounts',
    call: 'an account is made once, with an externalId',
    make: (at) => at.manage('POST', '/accounts', { body: { name: 'Known', externalId: 'crm-1' }, headers: once }),
  },
  {
    function: 'accounts',
    call: 'an externalId is given and taken away',
    make: async (at) => {
      const name = (externalId: string | null) =>
        at.manage('PATCH', `/accounts/${anAccount()}`, { body: { externalId } });
      const given = await name('crm-2');
      return given.status === 200 ? name(null) : given;
    },
  },
  {
    function: 'keys',
    call: 'a key is issued once',
    make: (at) => at.manage('POST', `/accounts/${anAccount()}/keys`, { body: NEW_KEY, headers: once }),
  },
  {
    function: 'keys',
    call: 'a key is issued with its account',
    make: (at) =>
      at.manage('POST', '/accounts/external:crm-9/keys', { body: { ...NEW_KEY, account: { name: 'Made' } } }),
  },
  {
    function: 'keys',
    call: 'an imported key is deleted',
    make: (at) => at.manage('DELETE', revokedImport),
  },
  {
    function: 'revocations',
    call: 'an imported key is ended by who found it',
    make: (at) => send('POST', `${at.url}/revocations`, { body: { key: IMPORTED.leaked } }),
  },
  {
    function: 'verify',
    call: 'an imported key is verified',
    make: (at) => at.manage('POST', '/verify', { body: { credential: IMPORTED.door } }),
  },
  ...peopleCalls(() => anAccount()),
  ...(['clients', 'events', 'members'] as const).map((list) => ({
    function: list,
    call: `${list} of an account are listed by its externalId`,
    make: (at: Management) => at.manage('GET', `/accounts/external:crm-0/${list}`),
  })),
  {
    function: 'clients',
    call: 'a client is issued once',
    make: (at) => at.manage('POST', `/accounts/${anAccount()}/clients`, { body: NEW_KEY, headers: once }),
  },
  {
    function: 'clients',
    call: 'the first operator is issued',
    make: async (at, run) => {
      await forgetRoster(run);
      return at.manage('POST', '/operators', { body: { label: 'first', scopes: ['read:keys'] } });
    },
  },
  {
    function: 'verify',
    call: 'a use is noted',
    make: async (at) => {
      const verified = await at.manage('POST', '/verify', { body: { credential: credentials.key } });
      if (verified.status !== 200) return verified;
      const shown = await at.manage('GET', `/keys/${verified.body.principal.credentialId}`);
      return shown.body.lastUsedRoute === 'POST /verify' ? shown : { ...shown, status: 503 };
    },
  },
  {
    function: 'verify',
    call: 'a token is verified',
    make: (at) => at.manage('POST', '/verify', { body: { credential: credentials.token } }),
  },
];
const anAccount = (): string => subjects.get('GET /accounts/{accountId}')?.accountId ?? '';

async function callFurther(run: LocalRun, further: readonly Further[]): Promise<Told[]> {
  const told: Told[] = [];
  for (const { call, make } of further) told.push({ call, seen: seenIn(await make(managementOf(run), run)) });
  return told;
}

async function callDoors({ outputs }: LocalRun): Promise<Told[]> {
  const url = `${outputs.ApiUrl ?? ''}/orders`;
  const ask = async (call: string, credential: string): Promise<Told> => ({
    call,
    seen: seenIn(await send('GET', url, bearer(credential))),
  });
  return [
    await ask('a key at the door', credentials.key),
    await ask('an imported key at the door', IMPORTED.door),
    await ask('a token at the door', credentials.token),
  ];
}

/**
 * What is done by the clock; accounts with a mark and app clients without a record are there. The second reconcile goes
 * through all accounts, to put older credentials into the index.
 */
async function runTasks(run: LocalRun, clock: LocalClock): Promise<Told[]> {
  const told: Told[] = [];
  for (const task of ['reconcile', 'reconcile', 'sweep']) {
    clock.advance(told.length === 1 ? HALF_AN_HOUR_MS : 0);
    told.push(await fire(run, task));
  }
  return told;
}

const seenOf = (invocations: readonly Invocation[]): Told['seen'] =>
  invocations.every(({ ok }) => ok) ? 'done' : 'trouble';

const fire = async (run: LocalRun, task: string): Promise<Told> => ({
  call: `the task ${task}`,
  seen: seenOf(await run.fire(task)),
});

/** Delivers the line of a call to the function that counts. */
async function count(run: LocalRun): Promise<Told> {
  await callDoors(run);
  const delivered = await run.deliverLogs();
  return { call: 'a call is counted', seen: delivered.length === 0 ? 404 : seenOf(delivered) };
}

/** Makes a change, and waits until its event is on the bus or given up. */
async function change(run: LocalRun, clock: LocalClock, passedOn: readonly BusEvent[]): Promise<Told> {
  await managementOf(run).manage('POST', '/accounts', { body: { name: 'Changed' } });
  clock.advance(A_DAY_MS);
  await run.changesPassedOn();
  return { call: 'a change is on the bus', seen: passedOn.length > 0 ? 'done' : 'trouble' };
}

/** A cache in trouble gives tokens all the same, but a new one each time. */
async function askTheCache({ outputs }: LocalRun): Promise<Told> {
  const ask = () => send('POST', outputs.CachedTokenUrl ?? '', askForToken(credentials.client));
  const [first, second] = [await ask(), await ask()];
  const same = first.body?.access_token === second.body?.access_token;
  return { call: 'the same token twice', seen: seenIn(first) === 'done' && !same ? 'trouble' : seenIn(second) };
}

test('every call and task succeeds with what the template allows', async () => {
  const told = await callWithout();

  expect(told.filter(({ seen }) => seen !== 'done')).toEqual([]);
  expect(told).toHaveLength(routes.length + FURTHER.length + 10);
});

test('no policy but the functions’ own is about tables or pool', () => {
  const known = Object.values(FUNCTIONS);
  const others = rightsIn(templateOf(assembly)).filter(({ policy }) => !known.some((name) => policy.startsWith(name)));

  expect(others).toEqual([]);
});

test.each(Object.entries(FUNCTIONS))(
  '%s needs each of its rights, and lacking one is trouble and nothing else',
  async (_, policy) => {
    const rights = rightsIn(templateOf(assembly)).filter((right) => right.policy.startsWith(policy));
    const unneeded: string[] = [];
    const odd: string[] = [];

    for (const right of rights) {
      const told = await callWithout(right);
      const failed = told.filter(({ seen }) => seen !== 'done');
      odd.push(...failed.filter(({ seen }) => seen !== 'trouble').map(({ call }) => `${right.name}: ${call}`));
      if (failed.length === 0) unneeded.push(right.name);
      process.stdout.write(`${right.name} -> ${failed.map(({ call }) => call).join(', ') || 'NOT NEEDED'}\n`);
    }

    expect(odd).toEqual([]);
    expect(unneeded).toEqual([]);
    expect(rights).not.toEqual([]);
  },
  // A run of the whole app for each right: of `clients` about 40.
  1_800_000,
);

test('no function but clients may call the pool, and none may describe an app client', async () => {
  const run = await start({ assembly, clock: standingClock() });
  const functions = ofType(templateOf(assembly), 'AWS::Lambda::Function').map(([id]) => id);
  const callers: string[] = [];
  const describers: string[] = [];

  for (const id of [...functions, 'developer']) {
    const pool = await namesOfRefusals(run, id);
    if (pool.list !== 'AccessDeniedException') callers.push(id);
    if (pool.describe !== 'AccessDeniedException') describers.push(id);
  }
  await run.close();

  expect(functions.length).toBeGreaterThan(8);
  expect(callers).toEqual([expect.stringMatching(/^SallyportManagementClients/), 'developer']);
  expect(describers).toEqual(['developer']);
});

/** What the pool answers to a function: its requests are signed with its id. */
async function namesOfRefusals({ pool }: LocalRun, id: string): Promise<{ list: string; describe: string }> {
  const credentials = { accessKeyId: id, secretAccessKey: 'local' };
  const client = new CognitoIdentityProviderClient({ endpoint: pool?.url ?? '', region: 'us-east-1', credentials });
  const [of, nameOf] = [{ UserPoolId: pool?.poolId }, (error: Error) => error.name];
  const describe = new DescribeUserPoolClientCommand({ ...of, ClientId: 'any' });
  const told = {
    list: await client.send(new ListUserPoolClientsCommand({ ...of, MaxResults: 1 })).then(() => 'done', nameOf),
    describe: await client.send(describe).then(() => 'done', nameOf),
  };
  client.destroy();
  return told;
}

const isOfPeople = (pool: string): boolean => pool.includes('People');
const isOfMachines = (pool: string): boolean => !isOfPeople(pool);

test('each pool is named in one policy alone, itself and action by action', () => {
  const template = templateOf(assembly);
  const pools = ofType(template, 'AWS::Cognito::UserPool').map(([id]) => id);
  const all = ofType(template, 'AWS::IAM::Policy').flatMap(([id]) =>
    statementsOf(template, id).map((statement) => ({ id, statement })),
  );
  const roles = ofType(template, 'AWS::IAM::Role').filter(
    ([, { Properties }]) => JSON.stringify(Properties.Policies ?? Properties.ManagedPolicyArns ?? '') !== '""',
  );

  const ofPool = all.filter(({ statement }) => /cognito|"\*"|\*:/.test(JSON.stringify(statement.Action)));
  const elsewhere = JSON.stringify(roles.map(([, role]) => role.Properties));

  expect(ofPool.map(({ id, statement }) => [id, statement.Resource])).toEqual([
    [expect.stringMatching(/^SallyportManagementClients/), { 'Fn::GetAtt': [pools.find(isOfMachines), 'Arn'] }],
    [expect.stringMatching(/^SallyportManagementMembers/), { 'Fn::GetAtt': [pools.find(isOfPeople), 'Arn'] }],
  ]);
  expect(ofPool.flatMap(({ statement }) => actionsOf(statement)).filter((one) => one.includes('*'))).toEqual([]);
  expect(elsewhere).not.toMatch(/cognito/);
});
