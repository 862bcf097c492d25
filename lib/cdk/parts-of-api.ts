/** Finds the constructs that an app declares for one API, anywhere in the construct tree. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { originOf, treeOf } from './origin';
import { propertiesOf } from './rendered';

/**
 * A construct that names its API, for example a `CfnMethod`, or an API that was imported by its id. A `CfnResource` of no
 * class of its own, such as `new CfnResource(stack, 'Get', { type: 'AWS::ApiGateway::Method', … })`, names it in its
 * properties alone.
 */
export type OfApi = IConstruct & { readonly restApiId: string | undefined };

/** A class of resources as the CDK generates it, for example `CfnMethod`. */
interface ResourceClass<T extends CfnResource> {
  readonly CFN_RESOURCE_TYPE_NAME: string;
  readonly prototype: T;
}

/** A type guard: whether a construct is a resource of the type of a class, for example of `CfnMethod`. */
export const isOfType =
  <T extends CfnResource>({ CFN_RESOURCE_TYPE_NAME: type }: ResourceClass<T>) =>
  (construct: unknown): construct is T =>
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;

/** Every construct of one kind, for example `CfnMethod`, that is known to belong to this API. */
export function partsOf<T extends OfApi>(api: RestApi, isOne: (construct: IConstruct) => construct is T): readonly T[] {
  const known = new Map<string, boolean>();
  return treeOf(api)
    .filter(isOne)
    .filter((part) => {
      const key = `${JSON.stringify(namedBy(part))} ${Stack.of(part).node.addr}`;
      const belongs = known.get(key) ?? isOfApi(api, part);
      known.set(key, belongs);
      return belongs;
    });
}

/** Whether a construct is known to belong to this API, also when it names the API by an import. */
export const isOfApi = (api: RestApi, part: OfApi): boolean =>
  namedBy(part) === api.restApiId || apiOf(part) === apiOf(api);

/** Which API a construct belongs to; undefined when a synth cannot tell. */
export const apiOf = (part: OfApi): string | undefined => originOf(namedBy(part), Stack.of(part));

const namedBy = (part: OfApi): unknown =>
  part.restApiId ?? (CfnResource.isCfnResource(part) ? propertiesOf(part).RestApiId : undefined);
