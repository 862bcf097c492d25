/** An API of the app's own with a second stage, which has a Deployment of its own; one is made before Sallyport. */
import { App, Stack } from 'aws-cdk-lib';
import { Deployment, MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const api = new RestApi(stack, 'Own', { restApiName: 'shop', deployOptions: { stageName: 'live' } });
new Stage(stack, 'OwnBeta', { deployment: new Deployment(stack, 'OwnNext', { api }), stageName: 'beta' });
const sallyport = new Sallyport(stack, 'Sallyport', { name: 'shop', scopes: { 'read:shop': 'Read' }, api });
sallyport.protect(api.root.addResource('things'), 'GET', new MockIntegration(), { scope: 'read:shop' });
app.synth();
