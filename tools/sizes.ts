/**
 * Prints what an app with one route, and the sample in cdk.out, take of CloudFormation's limits for a template. A nested
 * stack has a template, and so limits, of its own
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 *
 *     npm run sizes
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Sallyport } from 'sallyport';
import { context } from '../cdk.json';

export const MOST_RESOURCES = 500;
export const MOST_BYTES = 1_000_000;

export interface TemplateSize {
  /** Name of the file, for example `orders-live.template.json`. */
  readonly file: string;
  readonly resources: number;
  /** Of the file, which is what CloudFormation gets. */
  readonly bytes: number;
}

/** The size of each template of a cloud assembly, those of nested stacks last. */
export function sizesIn(assembly: string): readonly TemplateSize[] {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  return files
    .sort((one, other) => Number(isNested(one)) - Number(isNested(other)))
    .map((file) => {
      const text = readFileSync(join(assembly, file), 'utf8');
      // The cast is safe: the CDK just wrote the template.
      const { Resources } = JSON.parse(text) as { readonly Resources: object };
      return { file, resources: Object.keys(Resources).length, bytes: Buffer.byteLength(text) };
    });
}

const isNested = (file: string): boolean => file.endsWith('.nested.template.json');

/** The sizes of an app with one Sallyport and so many routes, each on a path of its own and before one function. */
export function sizesWith(routes: number, corsOrigins: readonly string[] = []): readonly TemplateSize[] {
  const outdir = mkdtempSync(join(tmpdir(), 'sallyport-sizes-'));
  const app = new App({ context: { ...context, 'aws:cdk:disable-asset-staging': true }, outdir, treeMetadata: false });
  const stack = new Stack(app, 'App');
  const sallyport = new Sallyport(stack, 'Sallyport', {
    name: 'orders',
    scopes: { 'read:orders': 'Read orders' },
    corsOrigins,
  });
  // An imported one, because the function of the app is none of Sallyport's resources.
  const handler = Function.fromFunctionAttributes(stack, 'Handler', {
    functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:orders',
    sameEnvironment: true,
  });
  for (let route = 0; route < routes; route += 1)
    sallyport.protect(sallyport.api.root.addResource(`r${route}`), 'GET', new LambdaIntegration(handler), {
      scope: 'read:orders',
    });
  app.synth();
  const sizes = sizesIn(outdir);
  rmSync(outdir, { recursive: true });
  return sizes;
}

/** A table of templates with their shares of the two limits. */
export function sizeTable(apps: Readonly<Record<string, readonly TemplateSize[]>>): string {
  const rows = Object.entries(apps).flatMap(([app, sizes]) =>
    sizes.map(({ file, resources, bytes }) => [
      `${app}${isNested(file) ? ', nested stack' : ''}`,
      ...[String(resources), share(resources, MOST_RESOURCES), String(bytes), share(bytes, MOST_BYTES)],
    ]),
  );
  return [['app', 'resources', 'of 500', 'template bytes', 'of 1 MB'], ...rows]
    .map(([app = '', ...figures]) => app.padEnd(26) + figures.map((figure) => figure.padStart(15)).join(''))
    .join('\n');
}

const share = (part: number, most: number): string => `${Math.ceil((100 * part) / most)} %`;

if (require.main === module)
  console.log(sizeTable({ 'one route': sizesWith(1), sample: sizesIn(resolve(__dirname, '../cdk.out')) }));
