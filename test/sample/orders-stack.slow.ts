/** What stays of the sample when its stack is deleted, by the policies in its template (docs/life-of-a-stack.md). */
import { RemovalPolicy } from 'aws-cdk-lib';
import { OrdersStack, type OrdersStackProps } from '../../sample/orders-stack';
import { anApp, PROPS, type Resource, templateOf } from '../lib/support';

const PLANS = { free: { ratePerSecond: 1, burst: 1 } };

function typesThatStay(props: Partial<OrdersStackProps>): readonly string[] {
  const stack = new OrdersStack(anApp(), { ...PROPS, plans: PLANS, usage: true, changeEvents: true, ...props });
  const resources: Readonly<Record<string, Resource & { readonly DeletionPolicy?: string }>> =
    templateOf(stack).toJSON().Resources;
  const staying = Object.values(resources).filter(({ DeletionPolicy: policy = 'Delete' }) => policy !== 'Delete');
  return [...new Set(staying.map(({ Type }) => Type))].sort();
}

test('table, user pools and log groups stay by default', () => {
  const types = typesThatStay({});

  expect(types).toEqual(['AWS::Cognito::UserPool', 'AWS::DynamoDB::GlobalTable', 'AWS::Logs::LogGroup']);
});

test('nothing stays with removalPolicy DESTROY, neither of Sallyport nor of the sample itself', () => {
  const types = typesThatStay({ removalPolicy: RemovalPolicy.DESTROY });

  expect(types).toEqual([]);
});
