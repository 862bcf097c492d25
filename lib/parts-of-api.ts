/** Finds what an app declares for one API, wherever it stands in the tree: a part need not hang below its API. */
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';

/** Every part of one kind that names this API. */
export const partsOf = <T extends IConstruct & { readonly restApiId: string }>(
  api: RestApi,
  isOne: (construct: IConstruct) => construct is T,
): readonly T[] => api.node.root.node.findAll().filter(isOne).filter(belongsTo(api));

/** The two ids are one token, so two APIs of one name in two stacks are never taken for each other. */
const belongsTo =
  (api: RestApi) =>
  ({ restApiId }: { readonly restApiId: string }): boolean =>
    restApiId === api.restApiId;
