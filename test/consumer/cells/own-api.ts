/** An API of the app's own, with twelve routes behind all the doors, and one that is open. */
import { App, Stack } from 'aws-cdk-lib';
import {
  type CfnRestApi,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type Door, Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const api = new RestApi(stack, 'Own', {
  restApiName: 'shop',
  endpointTypes: [EndpointType.REGIONAL],
  deployOptions: {
    stageName: 'live',
    accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'OwnAccessLog')),
    accessLogFormat: Sallyport.accessLogFormat(),
  },
});
const resource = api.node.defaultChild as CfnRestApi;
resource.addPropertyOverride('SecurityPolicy', 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09');
resource.addPropertyOverride('EndpointAccessMode', 'STRICT');
const handler = new Function(stack, 'OwnHandler', {
  runtime: Runtime.NODEJS_20_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({ statusCode: 204 })'),
});
const integration = new LambdaIntegration(handler);
const sallyport = new Sallyport(stack, 'Sallyport', {
  name: 'shop',
  scopes: { 'read:shop': 'Read', 'write:shop': 'Write' },
  corsOrigins: ['https://shop.example.com'],
  api,
});
const doors: readonly Door[] = ['any', 'key', 'token', 'cognito'];
for (const door of doors) {
  const things = api.root.addResource(`${door}-things`);
  sallyport.protect(things, 'GET', integration, { scope: 'read:shop', door });
  sallyport.protect(things, 'POST', integration, { scope: 'write:shop', door });
  sallyport.protect(things.addResource('{id}'), 'DELETE', integration, { scope: 'write:shop', door });
}
sallyport.open(api.root.addResource('health'), 'GET', integration);
app.synth();
