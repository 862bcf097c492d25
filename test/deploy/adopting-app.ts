/** The sample's stack again after it was destroyed, with the table and the user pool that stayed (docs/life-of-a-stack.md). */
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Sallyport } from 'sallyport';
import { context } from '../../cdk.json';
import { OrdersFunction } from '../../sample/orders-function';
import { RemovalPolicy } from 'aws-cdk-lib';

const { name, scopes, ...flags } = context;
const app = new App({ context: flags });
const kept = (what: string): string => String(app.node.getContext(what));

const stack = new Stack(app, 'orders-live');
const sallyport = new Sallyport(stack, 'Sallyport', {
  name,
  scopes: { ...scopes, 'refund:orders': 'Refund orders' },
  table: TableV2.fromTableName(stack, 'KeptTable', kept('table')),
  userPool: UserPool.fromUserPoolId(stack, 'KeptPool', kept('pool')),
  outputs: true,
});
const backend = new OrdersFunction(stack, 'Orders', { handler: 'orders', removalPolicy: RemovalPolicy.DESTROY });
const orders = sallyport.api.root.addResource('orders');
sallyport.protect(orders, 'GET', new LambdaIntegration(backend), { scope: 'read:orders' });
app.synth();
