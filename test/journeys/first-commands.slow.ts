/** The commands that a start prints work for apps unlike the sample: bash runs them against the served template. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { JsonSchemaType, LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Sallyport } from 'sallyport';
import { type FirstCommand, firstCommands } from '../../cli/local/first-commands';
import { type GuardedRoute, guardedRoutes } from '../../cli/local/guarded-routes';
import { type SeededRun, startSeeded } from '../../local/command/seeded-run';
import { standingClock } from '../../local/clock';

type Routes = (sallyport: Sallyport<'read:bills' | 'write:bills'>, backend: LambdaIntegration) => void;

let folder: string;
let run: SeededRun | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'first-commands-'));
});
afterEach(async () => {
  await run?.close();
  run = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Serves an app with these routes, whose backend answers 200 with what it was sent. */
async function serve(routes: Routes): Promise<readonly GuardedRoute[]> {
  const code = join(folder, 'backend');
  mkdirSync(code);
  writeFileSync(
    join(code, 'index.js'),
    'exports.handler = async ({ httpMethod, path, body }) => ({ statusCode: 200, body: [httpMethod, path, body].join(" ") });',
  );
  const app = new App({ outdir: join(folder, 'cdk.out'), treeMetadata: false });
  const stack = new Stack(app, 'Bills');
  const sallyport = new Sallyport(stack, 'Sallyport', {
    name: 'bills',
    scopes: { 'read:bills': 'Read bills', 'write:bills': 'Write bills' },
    outputs: true,
  });
  const runtime = Runtime.NODEJS_24_X;
  routes(
    sallyport,
    new LambdaIntegration(
      new Function(stack, 'Backend', { code: Code.fromAsset(code), handler: 'index.handler', runtime }),
    ),
  );
  run = await startSeeded({ assembly: app.synth().directory, clock: standingClock() });
  return guardedRoutes(run, run.facts.apiUrl);
}

/** What bash says of each command: its exit code and its output. */
function paste(commands: readonly FirstCommand[]): Promise<readonly (readonly [code: unknown, output: string])[]> {
  const one = ({ line = 'exit 99' }: FirstCommand) =>
    new Promise<readonly [unknown, string]>((resolve) =>
      execFile('bash', ['-c', line], (error, stdout, stderr) => resolve([error?.code ?? 0, stdout || stderr])),
    );
  return Promise.all(commands.map(one));
}

const commandsFor = (routes: readonly GuardedRoute[]): readonly FirstCommand[] =>
  run === undefined ? [] : firstCommands(run.facts, routes);
const KEYS = expect.stringMatching(/^\{"items":\[\{"id"/);

test('an app whose only route is a POST with a path parameter, a model and two scopes', async () => {
  const routes = await serve((sallyport, backend) => {
    const model = sallyport.api.addModel('Bill', {
      contentType: 'application/json',
      schema: {
        type: JsonSchemaType.OBJECT,
        properties: { cents: { type: JsonSchemaType.INTEGER, minimum: 5 } },
        required: ['cents'],
      },
    });
    sallyport.protect(sallyport.api.root.addResource('bills').addResource('{id}'), 'POST', backend, {
      scope: { allOf: ['read:bills', 'write:bills'] },
      requestModels: { 'application/json': model },
    });
  });

  const answered = 'POST /bills/1 {"cents":5}';
  expect(await paste(commandsFor(routes))).toEqual([
    [0, answered],
    [0, answered],
    [0, KEYS],
  ]);
  expect(routes).toEqual([
    expect.objectContaining({ method: 'POST', path: '/bills/{id}', door: 'any', scope: 'read:bills and write:bills' }),
  ]);
});

test('an app with a route for every method and path', async () => {
  const routes = await serve((sallyport, backend) => {
    sallyport.protect(sallyport.api.root.addResource('{proxy+}'), 'ANY', backend, {
      scope: { anyOf: ['read:bills', 'write:bills'] },
    });
  });

  expect(await paste(commandsFor(routes))).toEqual([
    [0, 'GET /1 '],
    [0, 'GET /1 '],
    [0, KEYS],
  ]);
  expect(routes).toEqual([expect.objectContaining({ method: 'ANY', scope: 'read:bills or write:bills' })]);
});

test('an app with a cognito door alone says that no route takes the key', async () => {
  const routes = await serve((sallyport, backend) => {
    sallyport.protect(sallyport.api.root.addResource('bills'), 'GET', backend, {
      scope: 'read:bills',
      door: 'cognito',
    });
    sallyport.open(sallyport.api.root.addResource('health'), 'GET', backend);
    sallyport.addClient('Backoffice', { scopes: ['read:bills'] });
  });
  const [key, ...others] = commandsFor(routes);

  expect(key).toEqual({ what: 'No route of this API takes an API key: no door is any or key' });
  expect(await paste(others)).toEqual([
    [0, 'GET /bills '],
    [0, KEYS],
  ]);
  expect(routes.map(({ path, door, scope }) => [path, door, scope])).toEqual([
    ['/bills', 'cognito', 'read:bills'],
    ['/health', 'open', undefined],
  ]);
});
