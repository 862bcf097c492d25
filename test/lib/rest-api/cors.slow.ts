/** Where a page in a browser could not read why API Gateway refused, the synth says so and what to do. */
import { Annotations, Aspects, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnGatewayResponse, MockIntegration, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import type { SallyportProps } from 'sallyport';
import { anOwnApi, warningsOf } from '../apps';
import { aSallyport, resourcesOf } from '../support';

const ONE = ['https://a.example'];
const TWO = ['https://a.example', 'https://b.example'];
const warningsAt = (stack: Stack): readonly string[] =>
  warningsOf(stack).filter((warning) => warning.includes('errorsWithoutCors'));

function warningsWith(settings: Partial<SallyportProps>, own: RestApiProps = {}): readonly string[] {
  const { stack, api, sallyport } = anOwnApi(own, settings);
  sallyport.protect(api.root.addResource('orders'), 'GET', new MockIntegration(), { scope: null });
  return warningsAt(stack);
}

test('two origins are warned of, on an API that Sallyport makes too, with what to do', () => {
  const { stack, sallyport } = aSallyport({ corsOrigins: TWO });
  sallyport.protect(sallyport.api.root, 'GET', new MockIntegration(), { scope: null });

  expect(warningsAt(stack)).toEqual([
    expect.stringContaining('Orders/Sallyport/Guarded/Api has 2 corsOrigins and such an answer can name one'),
  ]);
  expect(warningsWith({ corsOrigins: TWO })).toEqual([
    expect.stringMatching(/401, 403, 429, 503 and others.*Set corsOrigins: \['\*'\].*or put a CDN in front/),
  ]);
});

test('preflights of the app’s own without corsOrigins are warned of, with what to do', () => {
  expect(warningsWith({}, { defaultCorsPreflightOptions: { allowOrigins: TWO } })).toEqual([
    expect.stringMatching(/Orders\/Own answers preflights and corsOrigins is not set.*Set corsOrigins to the page’s/),
  ]);
});

test.each<[string, Partial<SallyportProps>, RestApiProps]>([
  ['one origin', { corsOrigins: ONE }, {}],
  ['any origin', { corsOrigins: ['*'] }, {}],
  [
    'one origin beside preflights of the app’s own',
    { corsOrigins: ONE },
    { defaultCorsPreflightOptions: { allowOrigins: ONE } },
  ],
  ['no page at all', {}, {}],
])('%s is not warned of', (_, settings, own) => {
  expect(warningsWith(settings, own)).toEqual([]);
});

test('the warning is acknowledged on the API', () => {
  const { stack, sallyport } = aSallyport({ corsOrigins: TWO });
  sallyport.open(sallyport.api.root, 'GET', new MockIntegration());

  Annotations.of(sallyport.api).acknowledgeWarning('sallyport:errorsWithoutCors', 'A CDN sets the header.');

  expect(warningsAt(stack)).toEqual([]);
});

test('an Aspect adds a header to every gateway response, as docs/in-your-app.md shows', () => {
  const { stack, sallyport } = aSallyport();
  sallyport.open(sallyport.api.root, 'GET', new MockIntegration());
  Aspects.of(sallyport).add({
    visit(one) {
      if (one instanceof CfnGatewayResponse)
        one.addPropertyOverride('ResponseParameters.gatewayresponse\\.header\\.X-Frame-Options', "'DENY'");
    },
  });

  const headers = resourcesOf(Template.fromStack(stack), 'AWS::ApiGateway::GatewayResponse').map(
    ([, { Properties }]) => Properties.ResponseParameters,
  );

  expect(headers.length).toBeGreaterThan(20);
  for (const one of headers)
    expect(one).toMatchObject({
      'gatewayresponse.header.X-Frame-Options': "'DENY'",
      'gatewayresponse.header.Cache-Control': "'no-store'",
    });
});
