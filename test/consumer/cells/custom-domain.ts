/** An API of the app's own behind a domain name of the app's own, below a base path. */
import { App, Stack } from 'aws-cdk-lib';
import { EndpointType, MockIntegration, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop');
const certificate = Certificate.fromCertificateArn(
  stack,
  'Certificate',
  'arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-4000-8000-000000000000',
);
const api = new RestApi(stack, 'Own', {
  endpointTypes: [EndpointType.REGIONAL],
  domainName: {
    domainName: 'api.example.com',
    basePath: 'shop',
    certificate,
    securityPolicy: SecurityPolicy.TLS_1_2,
  },
});
const sallyport = new Sallyport(stack, 'Sallyport', { name: 'shop', scopes: { 'read:shop': 'Read' }, api });
sallyport.protect(api.root.addResource('things'), 'GET', new MockIntegration(), { scope: 'read:shop' });
app.synth();
