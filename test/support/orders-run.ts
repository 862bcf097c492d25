/**
 * A local run of an app that a test makes: a guarded API of orders with a first-party client `Service`, seeded, and its
 * routes as the test adds them. The backends of these routes are the exports of one file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Sallyport, type SallyportProps } from 'sallyport';
import { context } from '../../cdk.json';
import { ensureAssembly } from './assembly';
import { type TestRun, withLocalRun } from './local-run';

const SCOPES = { 'read:orders': 'Read', 'write:orders': 'Write' } as const;
type Scope = keyof typeof SCOPES;

export interface OrdersApp {
  /** The file with the backends: one of this folder, for example `escaped-backend`, or a path. */
  readonly backends: string;
  /** Scopes of the first-party client. */
  readonly serviceScopes: readonly Scope[];
  readonly props?: Partial<SallyportProps<Scope>>;
  /** Where the run keeps its data. @default - in memory */
  readonly data?: string;
  /** Adds the routes. `backend` makes the integration of an export. */
  readonly addRoutes: (sallyport: Sallyport<Scope>, backend: (handler: string) => LambdaIntegration) => void;
}

/** The caller closes it, which also removes the app's cloud assembly. */
export async function withOrdersRun(app: OrdersApp): Promise<TestRun> {
  // Makes the bundles of the functions.
  await ensureAssembly();
  const folder = mkdtempSync(join(tmpdir(), 'orders-run-'));
  const run = await withLocalRun({ assembly: synthesize(app, folder), dataDirectory: app.data });
  return {
    ...run,
    close: async () => {
      await run.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function synthesize({ backends, serviceScopes, props, addRoutes }: OrdersApp, outdir: string): string {
  const app = new App({ outdir, context });
  const stack = new Stack(app, 'Orders');
  const sallyport = new Sallyport(stack, 'Sallyport', { name: 'orders', scopes: SCOPES, outputs: true, ...props });
  const entry = resolve(__dirname, `${backends}.ts`);
  addRoutes(
    sallyport,
    (handler) =>
      new LambdaIntegration(new NodejsFunction(stack, handler, { entry, handler, runtime: Runtime.NODEJS_24_X })),
  );
  sallyport.addClient('Service', { scopes: serviceScopes });
  app.synth();
  return outdir;
}
