import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { context } from '../../cdk.json';
import { OrdersStack } from '../../sample/orders-stack';
import { Sallyport, type SallyportProps } from 'sallyport';
import { aVpc, ENV, everyProp } from './every-prop';
import { anIntegration, PROPS } from './support';

/** The app as `cdk synth` has it, with all rules on. */
function anApp(props?: (stack: Stack) => Partial<SallyportProps>): { app: App; stack: Stack } {
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = props ? aStackWith(app, props) : new OrdersStack(app, PROPS);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { app, stack };
}

test('both rule packs and the template validator find nothing that is not acknowledged', () => {
  const { app } = anApp();

  app.synth();

  const report: object = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  expect(report).toMatchObject({ pluginReports: [] });
});

/** As `OrdersStack`, whose props come before the stack, cannot be. */
function aStackWith(app: App, props: (stack: Stack) => Partial<SallyportProps>): Stack {
  const stack = new Stack(app, 'Orders', ENV);
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...props(stack) });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: 'read:orders' });
  sallyport.addTokenCache();
  return stack;
}

test.each<[string, (stack: Stack) => Partial<SallyportProps>]>([
  ['every prop set', everyProp],
  ['usage', () => ({ usage: true })],
  ['a portal', () => ({ portal: { name: 'Orders' } })],
  ['a VPC and the security group that is made', (stack) => ({ vpc: aVpc(stack) })],
])('they find nothing more in an app with %s', (_, props) => {
  const { app } = anApp(props);

  app.synth();

  const report: object = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  expect(report).toMatchObject({ pluginReports: [] });
});

test('a finding of a rule pack or of the template validator stops the synth', () => {
  const { app, stack } = anApp();
  new CfnTable(stack, 'Unsaved', { keySchema: [{ attributeName: 'PK', keyType: 'HASH' }] });
  new CfnResource(stack, 'Misspelt', { type: 'AWS::SQS::Queue', properties: { QueueNme: 'orders' } });

  expect(() => app.synth()).toThrow(/QueueNme.*CloudFormation Validate.*Point-in-time Recovery.*AwsSolutions/s);
});
