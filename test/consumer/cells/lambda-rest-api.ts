/** A `LambdaRestApi` with one function that serves every route: a Hono app, which esbuild bundles. */
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const handler = new NodejsFunction(stack, 'OwnHandler', {
  runtime: Runtime.NODEJS_20_X,
  entry: join(process.cwd(), 'hono-handler.ts'),
});
const api = new LambdaRestApi(stack, 'Own', { handler, proxy: false });
const sallyport = new Sallyport(stack, 'Sallyport', { name: 'shop', scopes: { 'read:shop': 'Read' }, api });
sallyport.protect(api.root.addResource('{proxy+}'), 'ANY', new LambdaIntegration(handler), { scope: 'read:shop' });
app.synth();
