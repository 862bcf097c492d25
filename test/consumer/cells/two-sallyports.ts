/** Two Sallyports in one stack, one of them with a token cache. */
import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
for (const name of ['orders', 'bills'] as const) {
  const sallyport = new Sallyport(stack, name, { name, scopes: { 'read:all': 'Read' } });
  sallyport.protect(sallyport.api.root.addResource(name), 'GET', new MockIntegration(), { scope: 'read:all' });
  if (name === 'orders') sallyport.addTokenCache();
}
app.synth();
