/** Finds the constructs that an app declares for one API, anywhere in the construct tree. */
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';

/** Every construct of one kind, for example `CfnMethod`, whose `restApiId` is this API. */
export const partsOf = <T extends IConstruct & { readonly restApiId: string }>(
  api: RestApi,
  isOne: (construct: IConstruct) => construct is T,
): readonly T[] => api.node.root.node.findAll().filter(isOne).filter(belongsTo(api));

/** Compares unresolved tokens: they differ even when two APIs have the same logical id in two stacks. */
const belongsTo =
  (api: RestApi) =>
  ({ restApiId }: { readonly restApiId: string }): boolean =>
    restApiId === api.restApiId;
