/** The stage of an own API says who called: its access log has our format, or a warning tells what is lost. */
import { Annotations, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccessLogFormat,
  Deployment,
  LogGroupLogDestination,
  MockIntegration,
  RestApi,
  Stage,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Sallyport } from 'sallyport';
import { aBareApp, anOwnApi, warningsOf } from '../apps';
import { aSallyport, PROPS, resourcesOf, templateWith } from '../support';

const WARNING = 'accessLogWithoutCaller';

/** An app whose own API has a stage with these options. */
function appWith(options: (stack: Stack) => StageOptions) {
  const stack = new Stack(aBareApp(), 'Orders');
  const api = new RestApi(stack, 'Own', { deployOptions: options(stack) });
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, api });
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
  return { stack, api };
}

/** A stage that logs in this format. */
const logging =
  (formatIn: (stack: Stack) => AccessLogFormat) =>
  (stack: Stack): StageOptions => ({
    accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Log')),
    accessLogFormat: formatIn(stack),
  });

const warningsAt = (stack: Stack): readonly string[] =>
  warningsOf(stack).filter((warning) => warning.includes(WARNING));

test('the format that is given out is the one that the APIs of Sallyport log in', () => {
  const formats = resourcesOf(templateWith(), 'AWS::ApiGateway::Stage').map(
    ([, { Properties }]) => Properties.AccessLogSetting.Format,
  );

  expect(new Set(formats)).toEqual(new Set([Sallyport.accessLogFormat().toString()]));
  expect(JSON.parse(Sallyport.accessLogFormat().toString())).toMatchObject({
    accountId: '$context.authorizer.accountId',
    credentialId: '$context.authorizer.credentialId',
    clientId: '$context.authorizer.claims.client_id',
  });
});

test('a stage of an own API can log in it, and is then not warned of', () => {
  const { stack } = appWith(logging(() => Sallyport.accessLogFormat()));

  expect(warningsAt(stack)).toEqual([]);
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
    AccessLogSetting: { Format: Sallyport.accessLogFormat().toString() },
  });
});

test.each<[string, string, (stack: Stack) => StageOptions]>([
  ['has none', 'no access log', () => ({})],
  [
    'has the CDK’s own format',
    'an access log without $context.authorizer.accountId and $context.authorizer.credentialId',
    logging(() => AccessLogFormat.jsonWithStandardFields()),
  ],
  [
    'has the account alone',
    'an access log without $context.authorizer.credentialId',
    logging(() => AccessLogFormat.custom('$context.requestId $context.authorizer.accountId')),
  ],
])('a stage whose access log %s is warned of, with what is lost and what to write', (_, lack, options) => {
  const { stack } = appWith(options);

  const [warning, ...others] = warningsAt(stack);

  expect(others).toEqual([]);
  expect(warning).toContain(
    `Orders/Own/DeploymentStage.prod/Resource has ${lack}: no record says which account, key or client called Orders/Own`,
  );
  expect(warning).toContain('accessLogFormat: Sallyport.accessLogFormat()');
});

test('a format of the app’s own that has both is not warned of, nor one that only the deployment knows', () => {
  const own = '$context.requestId $context.authorizer.accountId $context.authorizer.credentialId';
  const formats: ((stack: Stack) => string)[] = [
    () => own,
    () => `${Aws.REGION} ${own}`,
    (stack) => new CfnParameter(stack, 'Format').valueAsString,
  ];

  for (const format of formats)
    expect(warningsAt(appWith(logging((stack) => AccessLogFormat.custom(format(stack)))).stack)).toEqual([]);
});

test('each stage is warned of by itself, also a second one of an API that Sallyport makes', () => {
  const { stack, sallyport } = aSallyport();
  const { api } = sallyport;
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });
  new Stage(stack, 'Beta', { deployment: new Deployment(stack, 'Next', { api }), stageName: 'beta' });

  expect(warningsAt(stack)).toEqual([expect.stringContaining('Orders/Beta/Resource has no access log')]);
});

test('the warning is acknowledged as any other', () => {
  const { stack, api, sallyport } = anOwnApi();
  sallyport.protect(api.root, 'GET', new MockIntegration(), { scope: null });

  Annotations.of(api.deploymentStage).acknowledgeWarning(`sallyport:${WARNING}`, 'A proxy logs the calls.');

  expect(warningsAt(stack)).toEqual([]);
});
