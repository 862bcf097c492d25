/** The REST APIs of a stack: resources, stage and gateway responses. A reference to nothing stops the start. */
import { z } from 'zod';
import type { ApiModel, MethodModel, MethodSetting, ResourceModel, StageModel } from '../gateway/api-model';
import { namedIn } from '../assembly/template';
import { gatewayResponseOf } from './gateway-responses';
import { permissionsOf, type StackFunctions } from './functions';
import type { MethodParts } from './method-parts';
import { placeSchema, readMethod } from './methods';
import { ofType, read, readPlace, refuse, type ServedResource, type ServedStack, text } from './resources';

export interface ApiSurroundings {
  readonly references: (id: string, attribute?: string) => string;
  readonly functionAt: StackFunctions['at'];
  readonly poolArns: readonly string[];
}

const memberOfApi = z.object({ RestApiId: z.string().optional() });
const apiSchema = z.object({ Name: z.string() });

export function apisOf(served: ServedStack, surroundings: ApiSurroundings): ApiModel[] {
  return ofType(served, 'AWS::ApiGateway::RestApi').map((resource) => {
    const apiId = surroundings.references(resource.id);
    const own = (type: string): ServedResource[] =>
      ofType(served, `AWS::ApiGateway::${type}`).filter((one) => readPlace(one, memberOfApi).RestApiId === apiId);
    const { account, region } = served.stack;
    const stage = stageOf(resource, own('Stage'), served);
    const parts: MethodParts = {
      ...surroundings,
      notServed: served.notServed,
      permissions: permissionsOf(served, 'apigateway.amazonaws.com'),
      authorizers: own('Authorizer'),
      validators: own('RequestValidator'),
      models: own('Model'),
      executeArn: `arn:aws:execute-api:${region}:${account}:${apiId}`,
    };
    return {
      logicalId: resource.id,
      apiId,
      name: read(resource, apiSchema).Name,
      account,
      region,
      stage,
      root: treeOf(
        { id: `${resource.id}/root`, part: '', path: '/' },
        own('Resource'),
        methodsOf(own('Method'), parts),
      ),
      gatewayResponses: new Map(own('GatewayResponse').map(gatewayResponseOf)),
    };
  });
}

const resourceSchema = z.object({ ParentId: z.string(), PathPart: z.string() });
type MethodsByResource = ReadonlyMap<string, ReadonlyMap<string, MethodModel>>;

function treeOf(
  node: { id: string; part: string; path: string },
  resources: readonly ServedResource[],
  methods: MethodsByResource,
): ResourceModel {
  const children = resources
    .map((resource) => ({ resource, id: resource.id, ...read(resource, resourceSchema) }))
    .filter(({ ParentId }) => ParentId === node.id);
  const [, second] = children.filter(({ PathPart }) => PathPart.startsWith('{'));
  if (second !== undefined) throw refuse(second.resource, 'PathPart', `${node.path} has another path variable already`);
  const nodes = children.map(({ id, PathPart }) => {
    const path = `${node.path === '/' ? '' : node.path}/${PathPart}`;
    return treeOf({ id, part: PathPart, path }, resources, methods);
  });
  return { ...node, children: nodes, methods: methods.get(node.id) ?? new Map() };
}

function methodsOf(resources: readonly ServedResource[], parts: MethodParts): MethodsByResource {
  const all = new Map<string, Map<string, MethodModel>>();
  for (const resource of resources) {
    const { ResourceId, HttpMethod } = readPlace(resource, placeSchema);
    const methods = all.get(ResourceId) ?? new Map<string, MethodModel>();
    all.set(ResourceId, methods.set(HttpMethod, readMethod(resource, parts)));
  }
  return all;
}

const stageSchema = z.object({
  AccessLogSetting: z.object({ DestinationArn: z.string(), Format: z.string() }).optional(),
  MethodSettings: z
    .array(
      z.object({
        HttpMethod: z.string(),
        ResourcePath: z.string(),
        ThrottlingBurstLimit: z.coerce.number().optional(),
        ThrottlingRateLimit: z.coerce.number().optional(),
      }),
    )
    .default([]),
  StageName: z.string(),
  Variables: z.record(z.string(), text).default({}),
});

/** An API has one stage here: the one that an output names, as the CDK does for its own; or else the first. */
function stageOf(api: ServedResource, stages: readonly ServedResource[], served: ServedStack): StageModel {
  const named = namedIn(served.stack.template.Outputs);
  const stage = stages.find(({ id }) => named.has(id)) ?? stages[0];
  if (stage === undefined) throw refuse(api, 'stages', 'the API has no stage; the local run serves one');
  for (const other of stages.filter((one) => one !== stage)) {
    served.notServed.passOver(
      other,
      refuse(other, 'StageName', 'the API has several stages; the local run serves one'),
    );
  }
  const given = read(stage, stageSchema);
  const log = given.AccessLogSetting;
  return {
    name: given.StageName,
    variables: given.Variables,
    settings: given.MethodSettings.map(settingOf),
    ...(log !== undefined && {
      accessLog: { source: logGroupOf(stage, log.DestinationArn, served), format: log.Format },
    }),
  };
}

function settingOf(given: z.infer<typeof stageSchema>['MethodSettings'][number]): MethodSetting {
  // `/~1orders~1{id}` means `/orders/{id}`: behind the first slash, `~1` is a slash and `~0` a tilde (RFC 6901).
  const path =
    given.ResourcePath === '/*' ? '/*' : given.ResourcePath.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
  return {
    method: given.HttpMethod,
    path,
    ...(given.ThrottlingRateLimit !== undefined && { rate: given.ThrottlingRateLimit }),
    ...(given.ThrottlingBurstLimit !== undefined && { burst: given.ThrottlingBurstLimit }),
  };
}

/** The logical id of the log group that has this ARN. */
function logGroupOf(stage: ServedResource, arn: string, served: ServedStack): string {
  const groups = ofType(served, 'AWS::Logs::LogGroup').map(({ id }) => id);
  const name = /:log-group:([^:]+)/.exec(arn)?.[1];
  const named = groups.find((id) => (served.stack.template.Resources[id]?.Properties?.LogGroupName ?? id) === name);
  if (named === undefined)
    throw refuse(stage, 'AccessLogSetting.DestinationArn', `${arn} is not a log group of the stack`);
  return named;
}
