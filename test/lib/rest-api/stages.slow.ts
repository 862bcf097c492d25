import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Deployment,
  LambdaIntegration,
  RestApi,
  type RestApiProps,
  Stage,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { Sallyport } from 'sallyport';
import { circleIn } from '../../support/import-graph';
import { aBackend, aBareApp, aFunction, anOwnApi, needsOf, warningsOf } from '../apps';
import { PROPS, resourcesOf } from '../support';

describe('a function behind the API can be given', () => {
  const OWN: RestApiProps = { deployOptions: { stageName: 'dev' } };

  test.each([
    ['apiUrl of the API that Sallyport makes', undefined, '/prod'],
    ['apiUrl of an own API', OWN, '/dev'],
    ['managementUrl', undefined, '/v1'],
  ])('%s, without a circle', (given, own, path) => {
    const stack = new Stack(aBareApp(), 'Orders');
    const api = own && new RestApi(stack, 'Own', own);
    const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, ...(api && { api }) });
    const backend = aFunction(stack);
    backend.addEnvironment('URL', given === 'managementUrl' ? sallyport.managementUrl : sallyport.apiUrl);
    sallyport.protect(sallyport.api.root, 'GET', new LambdaIntegration(backend), { scope: null });

    const { Resources: resources } = Template.fromStack(stack).toJSON();

    const needs = needsOf(resources);
    const [, made] =
      resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').find(([id]) => id.startsWith('Backend')) ?? [];
    expect(JSON.stringify(made?.Properties.Environment)).toContain(`"${path}"`);
    expect(needs.length).toBeGreaterThan(100);
    expect(circleIn(needs)).toEqual([]);
  });
});

describe('the stage of an own API', () => {
  function urlWith(deploy: (api: RestApi) => void, props: RestApiProps = { deploy: false }): () => string {
    const { stack, api, sallyport } = anOwnApi(props);
    sallyport.protect(api.root.addResource('orders'), 'GET', aBackend(stack), { scope: null });
    deploy(api);
    new CfnOutput(stack, 'Url', { value: sallyport.apiUrl });
    return () => JSON.stringify(Template.fromStack(stack).toJSON().Outputs.Url.Value);
  }

  test('is the one that the app sets, or else the one that the app makes', () => {
    const stageOf = (api: RestApi, stageName: string) =>
      new Stage(api.stack, stageName, { deployment: new Deployment(api.stack, `D${stageName}`, { api }), stageName });
    const set = urlWith((api) => {
      stageOf(api, 'alpha');
      api.deploymentStage = stageOf(api, 'beta');
    });
    const made = urlWith((api) => stageOf(api, 'alpha'));

    expect([set(), made()]).toEqual([expect.stringContaining('"/beta"'), expect.stringContaining('"/alpha"')]);
  });

  test('may stand in a stack that is deployed after the API', () => {
    const url = urlWith((api) => {
      const last = new Stack(App.of(api), 'Last');
      new Stage(last, 'Stage', { deployment: new Deployment(last, 'Deployment', { api }), stageName: 'late' });
    });

    expect(url()).toContain('"/late"');
  });

  test('is asked for when there is none', () => {
    expect(urlWith(() => undefined)).toThrow(
      'Sallyport: Orders/Own has no stage with a name, which the alarms and apiUrl need; make a Stage for a Deployment of ' +
        'the API in this app, and give it a stageName',
    );
  });
});

describe('a stage that caches answers, of which one caller could get what another was answered,', () => {
  const CACHE = { cacheClusterEnabled: true, cachingEnabled: true } as const;
  const warningsWith = (deployOptions: StageOptions): readonly string[] => {
    const { stack, api, sallyport } = anOwnApi({ deployOptions });
    sallyport.protect(api.root, 'GET', aBackend(stack), { scope: null });
    return warningsOf(stack).filter((warning) => warning.includes('cachedAnswers'));
  };

  test('is warned of, with the parameters that tell callers apart', () => {
    const [warning, ...others] = warningsWith(CACHE);

    expect(others).toEqual([]);
    expect(warning).toMatch(
      /Own\/DeploymentStage.prod\/Resource caches answers, so one caller of Orders\/Own may get what/,
    );
    expect(warning).toMatch(/name method.request.header.Authorization and method.request.header.X-API-Key in/);
  });

  test('is warned of when one method alone is cached', () => {
    expect(
      warningsWith({ cacheClusterEnabled: true, methodOptions: { '/*/GET': { cachingEnabled: true } } }),
    ).toHaveLength(1);
  });

  test('is not warned of without a cache, or when no method uses the cache', () => {
    expect(warningsWith({})).toEqual([]);
    expect(warningsWith({ cacheClusterEnabled: true })).toEqual([]);
  });
});
