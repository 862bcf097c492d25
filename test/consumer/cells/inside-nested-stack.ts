/** A whole Sallyport inside a nested stack, which then holds the management API's. */
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';

const app = new App();
const nested = new NestedStack(new Stack(app, 'Shop'), 'Guarded');
const sallyport = new Sallyport(nested, 'Sallyport', { name: 'shop', scopes: { 'read:shop': 'Read' } });
sallyport.protect(sallyport.api.root.addResource('things'), 'GET', new MockIntegration(), { scope: 'read:shop' });
app.synth();
