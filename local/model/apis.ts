/** The REST APIs of a stack: resources, stage and gateway responses. A reference to nothing stops the start. */
import { z } from 'zod';
import type { ApiModel, MethodModel, MethodSetting, ResourceModel, StageModel } from '../gateway/api-model';
import { gatewayResponseOf } from './gateway-responses';
import type { FunctionSpec } from '../types';
import { permissionsOf } from './functions';
import type { MethodParts } from './method-parts';
import { methodSchema, readMethod } from './methods';
import { ofType, read, refuse, type ServedResource, type ServedStack, text } from './resources';

export interface ApiSurroundings {
  readonly references: (id: string, attribute?: string) => string;
  readonly functions: readonly FunctionSpec[];
  readonly poolArns: readonly string[];
}

const memberOfApi = z.object({ RestApiId: z.string() });
const apiSchema = z.object({ Name: z.string() });

export function apisOf(served: ServedStack, surroundings: ApiSurroundings): ApiModel[] {
  return ofType(served, 'AWS::ApiGateway::RestApi').map((resource) => {
    const apiId = surroundings.references(resource.id);
    const own = (type: string): ServedResource[] =>
      ofType(served, `AWS::ApiGateway::${type}`).filter((one) => read(one, memberOfApi).RestApiId === apiId);
    const { account, region } = served.stack;
    const stage = stageOf(resource, own('Stage'), served);
    const parts: MethodParts = {
      ...surroundings,
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
    .map((resource) => ({ id: resource.id, ...read(resource, resourceSchema) }))
    .filter(({ ParentId }) => ParentId === node.id)
    .map(({ id, PathPart }) => {
      const path = `${node.path === '/' ? '' : node.path}/${PathPart}`;
      return treeOf({ id, part: PathPart, path }, resources, methods);
    });
  return { ...node, children, methods: methods.get(node.id) ?? new Map() };
}

function methodsOf(resources: readonly ServedResource[], parts: MethodParts): MethodsByResource {
  const all = new Map<string, Map<string, MethodModel>>();
  for (const resource of resources) {
    const { ResourceId, HttpMethod } = read(resource, methodSchema);
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

function stageOf(api: ServedResource, stages: readonly ServedResource[], served: ServedStack): StageModel {
  const [stage, second] = stages;
  if (stage === undefined) throw refuse(api, 'stages', 'the API has no stage; the local run serves one');
  if (second !== undefined) throw refuse(second, 'StageName', 'the API has several stages; the local run serves one');
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
