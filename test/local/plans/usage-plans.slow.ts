/** A usage plan and native keys that an app makes with the helpers of the CDK are served as they are. */
import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Template } from '../../../local/assembly/template';
import { serve, stopServing } from '../rest-api';

afterEach(stopServing);

const VALUE = 'native-key-of-the-first-customer';
const OTHER = 'native-key-of-the-other-customer';

function synthesize(): Template {
  const app = new App();
  const api = new RestApi(new Stack(app, 'Shop'), 'Api', { cloudWatchRole: false });
  const integration = new MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200' }],
  });
  const methodResponses = [{ statusCode: '200' }];
  api.root.addResource('orders').addMethod('GET', integration, { apiKeyRequired: true, methodResponses });
  const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: 10, burstLimit: 2 } });
  plan.addApiStage({ stage: api.deploymentStage });
  plan.addApiKey(api.addApiKey('Key', { value: VALUE }));
  api.addApiKey('Other', { value: OTHER });
  return app.synth().getStackByName('Shop').template as Template;
}

test('a key in the plan opens the method at the rate of the plan; a key of the stage alone is refused', async () => {
  const { call, answered } = await serve(synthesize());
  const statusFor = async (value: string) => (await call('GET /orders', { headers: { 'X-API-Key': value } })).status;

  const statuses = [await statusFor(VALUE), await statusFor(VALUE), await statusFor(VALUE), await statusFor(OTHER)];

  expect(statuses).toEqual([200, 200, 429, 403]);
  expect(answered.at(-1)?.refusal?.type).toBe('INVALID_API_KEY');
});
