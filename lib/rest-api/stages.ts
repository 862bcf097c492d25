/**
 * The stage of an API: its name, its URL, its metrics. All are known by name and not by reference, so a function behind
 * the API can have the URL in its environment although the stage is deployed after the function.
 */
import { Fn, Lazy, Stack } from 'aws-cdk-lib';
import { CfnStage, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { deploymentsOf } from './deployments';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { propertiesOf } from '../cdk/rendered';
import { failSynth } from '../cdk/synth-errors';
import { warn } from '../cdk/warnings';

/** URL of the API's stage, without a slash at its end. */
export function stageUrl(api: RestApi): string {
  const { region, urlSuffix } = Stack.of(api);
  return Fn.join('', ['https://', api.restApiId, '.execute-api.', region, '.', urlSuffix, '/', stageName(api)]);
}

/** The dimensions of the API's metrics. Several APIs of an AWS account may have one name, and each has several stages. */
export const dimensionsOf = (api: RestApi): Readonly<Record<string, string>> => ({
  ApiName: api.restApiName,
  Stage: stageName(api),
});

/** Known at the end of the synth, because an app may set the stage of its own API at any time. */
const stageName = (api: RestApi): string => Lazy.string({ produce: () => nameOf(api) });

function nameOf(api: RestApi): string {
  const stage = mainStageOf(api);
  return (
    stage?.stageName ??
    failSynth(
      `${stage?.node.path ?? api.node.path} has no stage with a name, which the alarms and apiUrl need; make a Stage for a ` +
        'Deployment of the API in this app, and give it a stageName',
    )
  );
}

/** The stage that the API names as its own, or else the first that the app makes for it. */
function mainStageOf(api: RestApi): CfnStage | undefined {
  // Not set with `deploy: false`, whatever its type says.
  const named = (api as Partial<RestApi>).deploymentStage?.node.defaultChild;
  return isStage(named) ? named : partsOf(api, isStage)[0];
}

const isStage = isOfType(CfnStage);

/** Warns of each further stage, because Sallyport watches one, and of a stage whose snapshot may be an old one. */
export function warnOfOtherStages(api: RestApi): void {
  const main = mainStageOf(api);
  const tied = new Set(deploymentsOf(api).map(({ deploymentId }) => deploymentId));
  for (const stage of partsOf(api, isStage)) {
    if (!tied.has(stage.deploymentId ?? ''))
      warn(
        stage,
        'sallyport:stageWithOldSnapshot',
        `${stage.node.path} serves a snapshot of ${api.node.path} that Sallyport does not make anew: it may stay unguarded ` +
          'when a route is protected or a setting changes. Give the stage a Deployment construct: new Deployment(scope, id, { api }).',
      );
    else if (stage !== main)
      warn(
        stage,
        'sallyport:anotherStage',
        `${stage.node.path} is another stage of ${api.node.path}. Its snapshot is made anew when a guard changes, but the ` +
          'alarms, the dashboard and apiUrl are of the first stage, and access log, throttle and web ACL are yours to set.',
      );
  }
}

/**
 * Warns of each stage that caches answers. API Gateway finds a cached answer by method, path and the parameters that the
 * integration names, so without a credential among these one caller gets what the backend answered another
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html).
 */
export function warnOfCachedAnswers(api: RestApi): void {
  for (const stage of partsOf(api, isStage)) {
    const { CacheClusterEnabled: hasCache, MethodSettings: settings } = propertiesOf(stage);
    if (hasCache !== true || !/"CachingEnabled":true/.test(JSON.stringify(settings) ?? '')) continue;
    warn(
      stage,
      'sallyport:cachedAnswers',
      `${stage.node.path} caches answers, so one caller of ${api.node.path} may get what the backend answered another. Turn ` +
        'cachingEnabled off; or name method.request.header.Authorization and method.request.header.X-API-Key in the ' +
        'requestParameters of each method with a door and in the cacheKeyParameters of its integration.',
    );
  }
}

/**
 * Warns of an API of the deployer's own whose metrics CloudWatch cannot tell from those of another API of the app, such as
 * the same API in another CDK stage.
 */
export function warnOfSharedMetrics(api: RestApi): void {
  const stageName = mainStageOf(api)?.stageName;
  const { account, region } = Stack.of(api);
  const twin = api.node.root.node
    .findAll()
    .filter(isStage)
    .filter(({ stack }) => stack.account === account && stack.region === region)
    .map((stage) => (stage.stageName === stageName ? stage.node.scopes.find(isRestApi) : undefined))
    .find((other) => other !== undefined && other !== api && other.restApiName === api.restApiName);
  if (twin !== undefined)
    warn(
      api,
      'sallyport:sharedMetrics',
      `${api.node.path} and ${twin.node.path} have the same name and stage name, so an alarm of one counts the answers of both ` +
        'if they are in one AWS account and Region. Give each a restApiName of its own.',
    );
}

const isRestApi = (construct: IConstruct): construct is RestApi => construct instanceof RestApi;
