/** With the prop `usage` a function gets the access log of the guarded API; a stage that is not counted is warned of. */
import { CfnParameter, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  Deployment,
  LogGroupLogDestination,
  MockIntegration,
  RestApi,
  Stage,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Sallyport } from 'sallyport';
import { aBareApp, anOwnApi, warningsOf } from '../apps';
import { aSallyport, PROPS, resourcesOf, templateOf, templateWith } from '../support';

const warningsAt = (stack: Stack): readonly string[] =>
  warningsOf(stack).filter((warning) => warning.includes('usageNotCounted'));

const logging = (logGroup: ILogGroup, accessLogFormat = Sallyport.accessLogFormat()): StageOptions => ({
  accessLogDestination: new LogGroupLogDestination(logGroup),
  accessLogFormat,
});

/** An app whose own API has a stage with these options. */
function appWith(options: (stack: Stack) => StageOptions): Stack {
  const stack = new Stack(aBareApp(), 'Orders');
  const api = new RestApi(stack, 'Own', { deployOptions: options(stack) });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api, usage: true });
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
  return stack;
}

test('without the prop a template has nothing of it, and with it seven resources more, one of them for the daily task', () => {
  const countOf = (usage: boolean): number => Object.keys(templateWith({ usage }).toJSON().Resources).length;

  expect(resourcesOf(templateWith(), 'AWS::Logs::SubscriptionFilter')).toEqual([]);
  expect(countOf(true) - countOf(false)).toBe(7);
});

test('the function gets the lines of the guarded API’s log that name a credential, and no other log', () => {
  const template = templateWith({ usage: true });
  const [filter, ...others] = resourcesOf(template, 'AWS::Logs::SubscriptionFilter');
  const [stage] = resourcesOf(template, 'AWS::ApiGateway::Stage').filter(([id]) => id.includes('Guarded'));
  const log = filter?.[1].Properties.LogGroupName.Ref;

  expect(others).toEqual([]);
  expect(filter?.[1].Properties).toEqual({
    DestinationArn: { 'Fn::GetAtt': [expect.stringMatching(/^SallyportUsageFunction/), 'Arn'] },
    FilterPattern: '{ $.credentialId != "-" }',
    LogGroupName: { Ref: log },
  });
  expect(JSON.stringify(stage?.[1].Properties.AccessLogSetting.DestinationArn)).toContain(`"${log}"`);
  const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
    .map(([, { Properties }]) => Properties)
    .filter(({ Principal }) => Principal === 'logs.amazonaws.com');
  expect(permissions).toHaveLength(1);
  expect(JSON.stringify(permissions[0]?.SourceArn)).toContain(`{"Ref":"${log}"}`);
});

test('the function is there to watch, and only with the prop', () => {
  const { sallyport, stack } = aSallyport({ usage: true });
  sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope: null });

  expect(stack.resolve(sallyport.usageFunction?.functionArn)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^SallyportUsageFunction/), 'Arn'],
  });
  expect(aSallyport().sallyport.usageFunction).toBeUndefined();
  expect(warningsAt(stack)).toEqual([]);
});

test('the log of an own API’s stage is found, also one of two stages that share it', () => {
  const stack = new Stack(aBareApp(), 'Orders');
  const log = new LogGroup(stack, 'Log');
  const api = new RestApi(stack, 'Own', { deploy: false });
  const deployment = new Deployment(stack, 'Deployment', { api });
  for (const stageName of ['blue', 'green']) new Stage(stack, stageName, { deployment, stageName, ...logging(log) });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api, usage: true });
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });

  expect(warningsAt(stack)).toEqual([]);
  expect(resourcesOf(templateOf(stack), 'AWS::Logs::SubscriptionFilter')).toHaveLength(1);
});

test('a format of the app’s own counts if it has what is counted, and one that only the deployment knows is not judged', () => {
  const more = AccessLogFormat.custom(
    JSON.stringify({ ...JSON.parse(Sallyport.accessLogFormat().toString()), stage: '$context.stage' }),
  );
  const ours = appWith((stack) => logging(new LogGroup(stack, 'Log'), more));
  const unknown = appWith((stack) =>
    logging(
      new LogGroup(stack, 'Log'),
      AccessLogFormat.custom(new CfnParameter(stack, 'Format', { default: '$context.requestId' }).valueAsString),
    ),
  );

  expect([warningsAt(ours), warningsAt(unknown)]).toEqual([[], []]);
});

test.each<[string, string, (stack: Stack) => StageOptions]>([
  ['without an access log', 'no access log', () => ({})],
  [
    'whose log group is of another app',
    'an access log whose log group is not of this stack',
    (stack) => logging(LogGroup.fromLogGroupName(stack, 'Log', 'theirs')),
  ],
  [
    'with another format',
    'an access log in another format',
    (stack) => logging(new LogGroup(stack, 'Log'), AccessLogFormat.jsonWithStandardFields()),
  ],
  [
    'with a format that is no JSON',
    'an access log in another format',
    (stack) => logging(new LogGroup(stack, 'Log'), AccessLogFormat.custom('$context.requestId')),
  ],
])('a stage %s is warned of, with what is lost and what to write', (_, lack, options) => {
  const [warning, ...others] = warningsAt(appWith(options));

  expect(others).toEqual([]);
  expect(warning).toContain(`Orders/Own/DeploymentStage.prod/Resource has ${lack}`);
  expect(warning).toContain('its requests are not in the usage of accounts, keys and clients, and move no lastUsedAt');
});

test('a stage that comes after the Sallyport is warned of', () => {
  const { stack, api, sallyport } = anOwnApi({ deploy: false }, { usage: true });
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
  const deployment = new Deployment(stack, 'Deployment', { api });
  new Stage(stack, 'Late', { deployment, ...logging(new LogGroup(stack, 'Log')) });

  expect(warningsAt(stack).join()).toContain('was not known when the Sallyport was made');
});

test('nothing is warned of where usage is not counted', () => {
  const { stack, api, sallyport } = anOwnApi();
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });

  expect(warningsAt(stack)).toEqual([]);
});
