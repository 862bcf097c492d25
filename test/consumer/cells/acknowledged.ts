/** An API of the app's own whose warnings are acknowledged where the CDK shows them, but for one of each of two pairs. */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Deployment, LambdaIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const api = new RestApi(stack, 'Own', { restApiName: 'shop' });
const beta = new Stage(stack, 'OwnBeta', { deployment: new Deployment(stack, 'OwnNext', { api }), stageName: 'beta' });
const handler = new Function(stack, 'OwnHandler', {
  runtime: Runtime.NODEJS_20_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({ statusCode: 204 })'),
});
const integration = new LambdaIntegration(handler);
Annotations.of(api).acknowledgeWarning('sallyport:securityPolicyNotSet'); // before there is a Sallyport
const sallyport = new Sallyport(stack, 'Sallyport', {
  name: 'shop',
  scopes: { 'read:shop': 'Read', 'write:shop': 'Write' },
  corsOrigins: ['https://a.example', 'https://b.example'],
  api,
});
const things = api.root.addResource('things');
sallyport.protect(things, 'GET', integration, { scope: 'read:shop' });
const thing = sallyport.protect(things.addResource('{id}'), 'GET', integration, { scope: 'read:shop' });
sallyport.protect(things.addResource('all'), 'GET', integration, { scope: 'write:shop' });
const others = api.root.addResource('others');
sallyport.protect(others.addResource('{id}'), 'GET', integration, { scope: 'read:shop' });
sallyport.protect(others.addResource('all'), 'GET', integration, { scope: 'write:shop' });

const acknowledged = [
  [thing, 'escapedPath'],
  [api, 'errorsWithoutCors'],
  [beta.node.defaultChild ?? beta, 'accessLogWithoutCaller'],
  [beta.node.defaultChild ?? beta, 'anotherStage'],
] as const;
for (const [construct, id] of acknowledged) Annotations.of(construct).acknowledgeWarning(`sallyport:${id}`, 'Known.');
app.synth();
