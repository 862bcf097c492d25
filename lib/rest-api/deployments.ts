/**
 * Makes every Deployment of an API anew when something changes that decides what a stage does. A stage serves the snapshot
 * that its Deployment took, so a Deployment that stays lets a stage go on with an old guard. The CDK alone does not see to
 * it: authorizers need a feature flag, a Deployment that the app made knows the methods at most, and what another stack
 * adds to the API is unknown to all.
 */
import { Aspects, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { Deployment, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { isInside, outerStackOf, treeOf } from '../cdk/origin';
import { isOfApi, isOfType, type OfApi, partsOf } from '../cdk/parts-of-api';
import { warn } from '../cdk/warnings';

const METHOD = 'AWS::ApiGateway::Method';
/** The resources that a Deployment takes its snapshot of. */
const DECIDING = [
  METHOD,
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
];

type DecidingPart = CfnResource & OfApi;

/**
 * Puts all of the API's parts into the hash of each of its Deployments and before each of them, whichever was made first.
 * Call it once for an API.
 */
export function tieDeployments(api: RestApi): void {
  Aspects.of(api).add({
    visit: (construct) => {
      if (construct === api) for (const deployment of deploymentsOf(api)) tie(deployment, api);
    },
  });
}

export const deploymentsOf = (api: RestApi): readonly Deployment[] =>
  treeOf(api)
    .filter((construct) => construct instanceof Deployment)
    .filter((deployment) => isOfApi(api, deployment.api));

function tie(deployment: Deployment, api: RestApi): void {
  const snapshot = (): readonly DecidingPart[] =>
    partsOf(api, isDeciding).filter((part) => isDeployedBefore(part, deployment, api));
  deployment.addToLogicalId(Lazy.any({ produce: () => snapshot().map(templateOf) }));
  deployment.node.addDependency(...snapshot(), ...authorizerPermissions(api));
  for (const part of partsOf(api, isDeciding))
    if (part.cfnResourceType === METHOD && !isDeployedBefore(part, deployment, api))
      warnOfLateMethod(part, deployment, api);
}

/**
 * What lets the API call the functions of its authorizers. Before it is there, each call of a guarded method fails. It needs
 * the authorizer and its function, which the Deployment needs anyway, so that no circle can come of it.
 */
function authorizerPermissions(api: RestApi): readonly CfnPermission[] {
  const stack = Stack.of(api);
  const ofThisApi = JSON.stringify(stack.resolve(api.restApiId));
  return stack.node
    .findAll()
    .filter(isOfType(CfnPermission))
    .filter((permission) => permission.stack === stack)
    .filter(({ sourceArn }) => {
      const arn = JSON.stringify(stack.resolve(sourceArn)) ?? '';
      return arn.includes('/authorizers/') && arn.includes(ofThisApi);
    });
}

const isDeciding = (construct: IConstruct): construct is DecidingPart =>
  CfnResource.isCfnResource(construct) && DECIDING.includes(construct.cfnResourceType);

const templateOf = (part: CfnResource): unknown => Stack.of(part).resolve(part._toCloudFormation());

/** Whatever is outside of the API's stack is deployed after that stack, as it needs the API's id. */
function isDeployedBefore(part: IConstruct, deployment: Deployment, api: RestApi): boolean {
  if (isInside(part, Stack.of(api))) return true;
  if (isInside(deployment, Stack.of(api))) return false;
  const [its, own] = [outerStackOf(part), outerStackOf(deployment)];
  return its === own || isDeployedAfter(own, its);
}

const isDeployedAfter = (stack: Stack, other: Stack): boolean =>
  stack.dependencies.some((earlier) => earlier === other || isDeployedAfter(earlier, other));

function warnOfLateMethod(method: CfnResource, deployment: Deployment, api: RestApi): void {
  const [its, own] = [Stack.of(method).node.path, Stack.of(deployment).node.path];
  warn(
    method,
    'sallyport:methodAfterDeployment',
    `${method.node.path} is deployed with the stack ${its}, after ${deployment.node.path} of the stack ${own} took its ` +
      'snapshot, so a stage does not get the method or a change of its guard. ' +
      (isInside(deployment, Stack.of(api))
        ? `Put the method into a NestedStack of ${own}; or pass an api with deploy: false and make its Deployment and Stage ` +
          `in another stack that depends on ${its}.`
        : `Make the stack ${own} depend on ${its}.`),
  );
}
