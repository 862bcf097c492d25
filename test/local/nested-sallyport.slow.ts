/** A Sallyport in a nested stack, with an API of the app's own that has no access log: it is seeded, and says why it refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Sallyport } from 'sallyport';
import type { AnsweredRequest } from '../../local/types';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

function synthesize(outdir: string): string {
  const app = new App({ outdir });
  const stack = new NestedStack(new Stack(app, 'Shop'), 'Guarded');
  const sallyport = new Sallyport(stack, 'Sallyport', {
    name: 'shop',
    scopes: { 'read:shop': 'Read' },
    api: new RestApi(stack, 'Api', { cloudWatchRole: false }),
    revocationDelay: Duration.seconds(30),
    outputs: true,
  });
  const backend = new Function(stack, 'Backend', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '{}' });`),
  });
  sallyport.protect(sallyport.api.root, 'GET', new LambdaIntegration(backend), { scope: 'read:shop' });
  app.synth();
  return outdir;
}

const outdir = mkdtempSync(join(tmpdir(), 'nested-sallyport-'));
const answered: AnsweredRequest[] = [];
let run: TestRun;
beforeAll(async () => {
  const assembly = synthesize(outdir);
  run = await withLocalRun({ assembly, answered: (request) => answered.push(request) });
});
afterAll(async () => {
  await run?.close();
  rmSync(outdir, { recursive: true, force: true });
});

test('is seeded by the outputs of its nested stack', async () => {
  expect((await run.call('GET', '/', bearer(run.facts.key.key))).status).toBe(200);
});

test('a key in the header that a delay leaves unread is refused with a reason, without any access log', async () => {
  const before = answered.length;

  const { status } = await run.call('GET', '/', { headers: { 'X-API-Key': run.facts.key.key } });

  expect(status).toBe(401);
  expect(answered.slice(before)).toMatchObject([
    {
      status: 401,
      method: 'GET',
      resourcePath: '/',
      refusal: { type: 'UNAUTHORIZED', why: 'no identity source Authorization was sent' },
    },
  ]);
});
