/** Functions in a VPC of the app's own, keys of the app's own for table and logs, and an alarm that tells a topic. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito';
import { GatewayVpcEndpointAwsService, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Sallyport } from 'sallyport';

const app = new App();
const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: '111111111111' } });
const sallyport = new Sallyport(stack, 'Sallyport', {
  name: 'shop',
  scopes: { 'read:shop': 'Read' },
  vpc: new Vpc(stack, 'OwnVpc', {
    gatewayEndpoints: { Table: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    restrictDefaultSecurityGroup: false, // by a function that is not ours
  }),
  tableEncryptionKey: new Key(stack, 'OwnTableKey'),
  logEncryptionKey: new Key(stack, 'OwnLogKey'),
  pointInTimeRecoveryDays: 7,
  logRetention: RetentionDays.ONE_YEAR,
  architecture: Architecture.X86_64,
  managementTimeout: Duration.seconds(20),
  featurePlan: FeaturePlan.LITE,
  portal: { name: 'Shop', urls: ['https://portal.example.com/'] },
  alarmActions: [new SnsAction(new Topic(stack, 'OwnAlarms', { enforceSSL: true }))],
});
sallyport.protect(sallyport.api.root.addResource('things'), 'GET', new MockIntegration(), { scope: 'read:shop' });
app.synth();
