/**
 * The REST APIs of a stack: resources, stage and gateway responses. A path that API Gateway would not take stops the
 * start.
 */
import { z } from 'zod';
import type { ApiModel, MethodModel, MethodSetting, ResourceModel, StageModel } from '../gateway/api-model';
import { namedIn } from '../assembly/template';
import { gatewayResponseOf } from './gateway-responses';
import { permissionsOf, type StackFunctions } from './functions';
import type { MethodParts } from './method-parts';
import { placeSchema, readMethod } from './methods';
import { planRefusalIn } from './usage-plans';
import { ofType, readPlace, refusalOf, refuse, type ServedResource, type ServedStack, text } from './resources';

export interface ApiSurroundings {
  readonly functionAt: StackFunctions['at'];
  readonly poolArns: readonly string[];
  /** The stacks that may have parts of the API: routes, authorizers, permissions. */
  readonly stacks: readonly ServedStack[];
}

const memberOfApi = z.object({ RestApiId: z.string().optional() });
const apiIdOf = (one: ServedResource): string | undefined => readPlace(one, memberOfApi).RestApiId;
const apiSchema = z.object({
  ApiKeySourceType: z.enum(['AUTHORIZER', 'HEADER']).default('HEADER'),
  BinaryMediaTypes: z.array(z.string()).default([]),
  MinimumCompressionSize: z.coerce.number().int().min(0).max(10_485_760).optional(),
  Name: z.string().optional(),
});

export function apisOf(served: ServedStack, surroundings: ApiSurroundings): ApiModel[] {
  return ofType(served, 'AWS::ApiGateway::RestApi').flatMap((resource) => {
    const own = partsOf(served.references(resource.id), surroundings.stacks);
    const stage = chosenStage(own('Stage'), served);
    // Without a stage nothing of it can be called at AWS.
    if (stage === undefined) {
      served.notServed.passOver(resource, refuse(resource, 'stages', 'the API has no stage; the local run serves one'));
      return [];
    }
    // Its routes are in what is not read, an OpenAPI document.
    if (resource.refusals.size > 0 && own('Method').length === 0) return [];
    return [apiOf(resource, served, { ...surroundings, own, stage })];
  });
}

type Own = (type: string) => readonly ServedResource[];

/** Gives what belongs to the API with this id, by type. */
function partsOf(apiId: string, stacks: readonly ServedStack[]): Own {
  return (type) => {
    const all = stacks
      .flatMap((one) => ofType(one, `AWS::ApiGateway::${type}`))
      .filter((one) => apiIdOf(one) === apiId);
    const twice = all.find((one, at) => all.findIndex(({ id }) => id === one.id) !== at);
    if (twice !== undefined) {
      throw refuse(
        twice,
        'RestApiId',
        'two stacks have a resource of this name for one API; here names must be unique',
      );
    }
    return all;
  };
}

function apiOf(
  resource: ServedResource,
  served: ServedStack,
  { own, stage, ...surroundings }: ApiSurroundings & { readonly own: Own; readonly stage: ServedResource },
): ApiModel {
  const { account, region } = served.stack;
  const apiId = served.references(resource.id);
  const { Name: name = resource.id, ...given } = readPlace(resource, apiSchema);
  const whole = [resource, stage, ...own('Resource'), ...own('GatewayResponse')];
  const parts: MethodParts = {
    ...surroundings,
    notServed: served.notServed,
    // Every answer of the API depends on each of these properties, so one that is not served concerns all routes.
    refusal: whole.map(refusalOf).find((refusal) => refusal !== undefined),
    planRefusal: surroundings.stacks.map(planRefusalIn).find((refusal) => refusal !== undefined),
    permissions: surroundings.stacks.flatMap((one) => permissionsOf(one, 'apigateway.amazonaws.com')),
    authorizers: own('Authorizer'),
    validators: own('RequestValidator'),
    models: own('Model'),
    executeArn: `arn:aws:execute-api:${region}:${account}:${apiId}`,
  };
  const root = { id: `${resource.id}/root`, part: '', path: '/' };
  return {
    logicalId: resource.id,
    apiId,
    name,
    account,
    region,
    stage: stageOf(stage, served),
    keySource: given.ApiKeySourceType,
    ...(given.MinimumCompressionSize !== undefined && { compressFrom: given.MinimumCompressionSize }),
    binaryTypes: given.BinaryMediaTypes.map((type) => type.replace('~1', '/').toLowerCase()),
    root: treeOf(root, own('Resource'), methodsOf(own('Method'), parts)),
    gatewayResponses: new Map(
      own('GatewayResponse')
        .filter(({ refusals }) => refusals.size === 0)
        .map(gatewayResponseOf),
    ),
  };
}

/** Warns of each method that has no place in an API that is served: no route answers for it, not even with 501. */
export function warnOfStrays(served: ServedStack, apis: readonly ApiModel[]): void {
  const places = new Set(apis.flatMap(({ apiId, root }) => idsBelow(root).map((id) => `${apiId} ${id}`)));
  for (const method of ofType(served, 'AWS::ApiGateway::Method')) {
    const { ResourceId } = readPlace(method, placeSchema.partial());
    if (places.has(`${apiIdOf(method)} ${ResourceId}`)) continue;
    served.notServed.warn(method, 'RestApiId', 'its API or its path is not served, so nothing answers for this route');
  }
}

const idsBelow = ({ id, children }: ResourceModel): string[] => [id, ...children.flatMap(idsBelow)];

const resourceSchema = z.object({ ParentId: z.string(), PathPart: z.string() });
type MethodsByResource = ReadonlyMap<string, ReadonlyMap<string, MethodModel>>;

function treeOf(
  node: { id: string; part: string; path: string },
  resources: readonly ServedResource[],
  methods: MethodsByResource,
): ResourceModel {
  const children = resources
    .map((resource) => ({ resource, id: resource.id, ...readPlace(resource, resourceSchema) }))
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
function chosenStage(stages: readonly ServedResource[], served: ServedStack): ServedResource | undefined {
  const named = namedIn(served.stack.template.Outputs);
  const [first, ...others] = [...stages].sort((one, other) => Number(named.has(other.id)) - Number(named.has(one.id)));
  for (const other of others) {
    served.notServed.passOver(
      other,
      refuse(other, 'StageName', 'the API has several stages; the local run serves one'),
    );
  }
  return first;
}

function stageOf(stage: ServedResource, served: ServedStack): StageModel {
  const given = readPlace(stage, stageSchema);
  const log = given.AccessLogSetting;
  const source = log && logGroupOf(stage, log.DestinationArn, served);
  return {
    name: given.StageName,
    variables: given.Variables,
    settings: given.MethodSettings.map(settingOf),
    ...(log !== undefined && source !== undefined && { accessLog: { source, format: log.Format } }),
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

/** The logical id of the log group that has this ARN; undefined with a warning when the stack has none. */
function logGroupOf(stage: ServedResource, arn: string, served: ServedStack): string | undefined {
  const groups = ofType(served, 'AWS::Logs::LogGroup').map(({ id }) => id);
  const name = /:log-group:([^:]+)/.exec(arn)?.[1];
  const named = groups.find((id) => (served.stack.template.Resources[id]?.Properties?.LogGroupName ?? id) === name);
  if (named === undefined) {
    const why = `${arn} is not a log group of the stack: no access log is written`;
    served.notServed.warn(stage, 'AccessLogSetting.DestinationArn', why);
  }
  return named;
}
