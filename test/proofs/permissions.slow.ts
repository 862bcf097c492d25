/**
 * Takes each action on the table from each function, one at a time: some call must fail, so no function may do
 * more than it needs; and on the untouched template every call succeeds, so none may do less.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type RouteKey, ROUTES } from '../../lambda/http/routes';
import { readAssembly } from '../../local/assembly/assembly';
import { type LocalRun, start } from '../../local/start';
import type { Template } from '../../local/assembly/template';
import { ensureAssembly } from '../support/assembly';
import { bearer, send, withLocalRun } from '../support/local-run';
import { callRoute, makeSubject, type Management, type Subject, TRIES, type Try } from '../support/one-call-a-route';

jest.setTimeout(300_000);

/** The design allows the authorizer this one beyond its need: a single read, for a lookup of its own. */
const BEYOND_NEED = [/^SallyportGuardedAuthorizer.* dynamodb:GetItem$/];

let assembly: string;
let folder: string;
/** With everything that the calls act on; each run works on a copy. */
let seeded: string;
let credentials: { operator: string; operatorId: string; key: string; token: string };
const subjects = new Map<RouteKey, Subject>();

const routes = ROUTES.filter(({ method, path }) => TRIES[`${method} ${path}` as RouteKey] !== 'no table').map(
  (route) => ({ ...route, name: `${route.method} ${route.path}` as RouteKey }),
);
const triedAt = (name: RouteKey): Try => TRIES[name] as Try;

beforeAll(async () => {
  assembly = await ensureAssembly();
  folder = mkdtempSync(join(tmpdir(), 'permissions-'));
  seeded = join(folder, 'seeded');
  const run = await withLocalRun({ dataDirectory: seeded });
  const { operator, client, key, managementUrl } = run.facts;
  const at = { ...run, url: managementUrl };
  for (const { name } of routes) subjects.set(name, await makeSubject(at, triedAt(name)));
  const [operatorToken, token] = [await run.token(operator), await run.token(client)];
  credentials = { operator: operatorToken, operatorId: operator.clientId, key: key.key, token };
  await run.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One action of one statement of a function's policy. */
interface Right {
  readonly name: string;
  readonly policy: string;
  take(template: Template): void;
}

interface Statement {
  Action: string | string[];
  readonly Resource: unknown;
}
const statementsOf = ({ Resources }: Template, policy: string) =>
  (Resources[policy]?.Properties?.PolicyDocument as { Statement: Statement[] }).Statement;
const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

function rightsIn(template: Template): Right[] {
  const policies = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === 'AWS::IAM::Policy');
  return policies.flatMap((policy) =>
    statementsOf(template, policy).flatMap((statement, at) => {
      const place = JSON.stringify(statement.Resource).includes('/index/') ? ' on the index' : '';
      const ofTable = actionsOf(statement).filter((action) => action.startsWith('dynamodb:'));
      return ofTable.map((action) => ({
        name: `${policy} ${action}${place}`,
        policy,
        take: (edited) => {
          const own = statementsOf(edited, policy)[at];
          if (own !== undefined) own.Action = actionsOf(own).filter((one) => one !== action);
        },
      }));
    }),
  );
}

interface Told {
  readonly call: string;
  readonly status: number;
}

/** Starts on a copy of what was seeded, without the right, and makes the calls that lead to its function. */
async function callWithout(right?: Right): Promise<Told[]> {
  const dataDirectory = mkdtempSync(join(folder, 'run-'));
  cpSync(seeded, dataDirectory, { recursive: true });
  const run = await start({ assembly, dataDirectory, edit: (template) => right?.take(template) });
  try {
    const of = (name: string) => `SallyportManagement${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const own = routes.filter((route) => right === undefined || right.policy.startsWith(of(route.function)));
    return [...(await callOperators(run, own)), ...(await callDoors(run))];
  } finally {
    await run.close();
  }
}

/** Each call is the operator's first ever, so that its function must also be able to write the operator's record. */
async function callOperators(run: LocalRun, own: typeof routes): Promise<Told[]> {
  const url = run.outputs.ManagementUrl ?? '';
  const at: Management = {
    url,
    manage: (method, path, sent) => send(method, url + path, { ...sent, ...bearer(credentials.operator) }),
  };
  const developer = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const database = new DynamoDBClient({
    endpoint: run.table?.url ?? '',
    region: 'us-east-1',
    credentials: developer,
  });
  const record = { PK: { S: `O#${credentials.operatorId}` }, SK: { S: 'O' } };
  const told: Told[] = [];
  for (const { name } of own) {
    await database.send(new DeleteItemCommand({ TableName: run.tableName, Key: record }));
    const on = subjects.get(name) as Subject;
    const { status } = await callRoute(at, name, { on, tried: triedAt(name) });
    told.push({ call: name, status });
  }
  database.destroy();
  return told;
}

async function callDoors({ outputs }: LocalRun): Promise<Told[]> {
  const url = `${outputs.ApiUrl ?? ''}/orders`;
  const ask = async (call: string, credential: string): Promise<Told> => ({
    call,
    status: (await send('GET', url, bearer(credential))).status,
  });
  return [await ask('a key at the door', credentials.key), await ask('a token at the door', credentials.token)];
}

test('every call succeeds with what the template allows', async () => {
  const told = await callWithout();

  expect(told.filter(({ status }) => status >= 300)).toEqual([]);
  expect(told).toHaveLength(routes.length + 2);
});

test('every action on the table is needed by some call, which without it is answered as trouble', async () => {
  const [stack] = readAssembly(assembly);
  const rights = rightsIn(stack?.template ?? { Resources: {} });
  const unneeded: string[] = [];
  const odd: string[] = [];

  for (const right of rights) {
    const told = await callWithout(right);
    const failed = told.filter(({ status }) => status >= 300);
    odd.push(...failed.filter(({ status }) => status !== 503).map(({ call }) => `${right.name}: ${call}`));
    if (failed.length === 0) unneeded.push(right.name);
    process.stdout.write(`${right.name} -> ${failed.map(({ call }) => call).join(', ') || 'NOT NEEDED'}\n`);
  }

  expect(odd).toEqual([]);
  expect(unneeded).toEqual(BEYOND_NEED.map((pattern) => expect.stringMatching(pattern)));
  expect(rights.length).toBeGreaterThan(20);
});
