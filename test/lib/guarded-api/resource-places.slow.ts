import { NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MockIntegration, type IResource } from 'aws-cdk-lib/aws-apigateway';
import { anOwnApi, importOf } from '../apps';
import { aSallyport } from '../support';

/** The synth of an app that opens these paths, each part of a path below the one before. */
function synthOf(...paths: readonly string[]): () => Template {
  const { stack, sallyport } = aSallyport();
  for (const path of paths) sallyport.open(sallyport.api.root.resourceForPath(path), 'GET', new MockIntegration());
  return () => Template.fromStack(stack);
}

test.each([
  ['/orders/{id}', '/orders/{orderId}/items', '/orders/{id} and /orders/{orderId}', '{id}'],
  ['/{id}', '/{orderId}', '/{id} and /{orderId}', '{id}'],
  ['/orders/{id}', '/orders/{proxy+}', '/orders/{id} and /orders/{proxy+}', '{id}'],
])('%s beside %s is refused, as API Gateway would refuse it', (one, ...[other, told, name]) => {
  expect(synthOf(one, other)).toThrow(
    `${told} are siblings with different path variables, and API Gateway takes one; name both ${name}, as one resource.`,
  );
});

test('one path variable at each place is taken, and literals beside it', () => {
  expect(
    synthOf('/orders/{id}', '/orders/{id}/items', '/orders/all', '/bills/{billId}', '/bills/{billId}/{id}'),
  ).not.toThrow();
});

describe('beside a resource of another stack', () => {
  const besides = (here: (root: IResource) => IResource, there: (root: IResource) => IResource) => {
    const { stack, api, sallyport } = anOwnApi();
    sallyport.open(here(api.root), 'GET', new MockIntegration());
    const nested = new NestedStack(stack, 'Nested');
    sallyport.open(there(importOf(sallyport, nested).root), 'PUT', new MockIntegration());
    return () => Template.fromStack(stack);
  };

  test('a sibling variable is refused', () => {
    const synth = besides(
      (root) => root.addResource('{id}'),
      (root) => root.addResource('{orderId}'),
    );

    expect(synth).toThrow('/{id} and /{orderId} are siblings');
  });

  test('a resource of the same path is refused, with what to do', () => {
    const synth = besides(
      (root) => root.addResource('orders'),
      (root) => root.addResource('orders'),
    );

    expect(synth).toThrow(
      /\/orders is made twice, at Orders\/Own\/\S+ and at Orders\/Nested\/\S+; make it once, .*Resource\.fromResourceAttributes/,
    );
  });
});
