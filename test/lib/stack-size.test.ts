/** CloudFormation takes 500 resources and 1 MB for each template; docs/limits.md states the figures of this test. */
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { aSallyport } from './support';

const MOST_RESOURCES = 500;
const MOST_BYTES = 1_000_000;

/** The stack's own template, with so many routes, each on a path of its own and before the same function. */
function sizeWith(routes: number, corsOrigins: readonly string[] = []) {
  const { stack, sallyport } = aSallyport({ corsOrigins });
  const handler = new Function(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({})'),
  });
  for (let route = 0; route < routes; route += 1)
    sallyport.protect(sallyport.api.root.addResource(`r${route}`), 'GET', new LambdaIntegration(handler), {
      scope: 'read:orders',
    });
  const template: { readonly Resources: object } = Template.fromStack(stack).toJSON() as never;
  // The function of the app and its role are not ours.
  return { resources: Object.keys(template.Resources).length - 2, bytes: JSON.stringify(template).length };
}

test('one route takes 53 resources of the stack, and a further one 4, or 5 with CORS', () => {
  const one = sizeWith(1).resources;

  expect(one).toBe(53);
  expect(sizeWith(11).resources - one).toBe(40);
  expect(sizeWith(11, ['https://a.example']).resources - sizeWith(1, ['https://a.example']).resources).toBe(50);
});

test.each([
  [100, []],
  [80, ['https://a.example']],
])('%d routes fit into one stack with the origins %j', (routes, origins) => {
  const { resources, bytes } = sizeWith(routes, origins);

  expect(resources).toBeLessThanOrEqual(MOST_RESOURCES);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
