/** Routes in a nested stack, as an app has them that does not fit into 500 resources. */
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const sallyport = new Sallyport(stack, 'Sallyport', { name: 'shop', scopes: { 'read:shop': 'Read' } });
sallyport.protect(sallyport.api.root.addResource('things'), 'GET', new MockIntegration(), { scope: 'read:shop' });

const nested = new NestedStack(stack, 'Routes');
const imported = RestApi.fromRestApiAttributes(nested, 'Imported', {
  restApiId: sallyport.api.restApiId,
  rootResourceId: sallyport.api.restApiRootResourceId,
});
for (const path of ['bills', 'orders'])
  sallyport.protect(imported.root.addResource(path), 'GET', new MockIntegration(), { scope: 'read:shop' });
app.synth();
