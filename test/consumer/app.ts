import { App, Duration, Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { type Door, type ProtectOptions, Sallyport, type SallyportProps } from 'sallyport';

const props = {
  name: 'bills',
  scopes: { 'read:bills': 'Read bills' },
  keyPrefix: 'acme',
  revocationDelay: Duration.seconds(5),
} satisfies SallyportProps;

const app = new App();
const stack = new Stack(app, 'Bills');
const sallyport = new Sallyport(stack, 'Sallyport', props);
const door: Door = 'key';
const options: ProtectOptions<'read:bills'> = { scope: 'read:bills', door };
sallyport.protect(sallyport.api.root.addResource('bills'), 'GET', new MockIntegration(), options);
sallyport.addClient('Backoffice', { scopes: ['read:bills'] });
app.synth();
