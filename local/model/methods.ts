/** One method of a REST API: its guard, the validation of its requests, and the integration that answers. */
import Ajv from 'ajv-draft-04';
import { z } from 'zod';
import type { Guard, IdentitySource, Integration, MethodModel, Validation } from '../gateway/api-model';
import { authorizerOf } from './authorizers';
import { functionArnOf } from './functions';
import type { MethodParts } from './method-parts';
import { mockOf, mockSchema } from './mocks';
import { read, refuse, type ServedResource, withoutProperty } from './resources';

const integrationSchema = mockSchema.extend({
  TimeoutInMillis: z.coerce.number().default(29_000),
  Type: z.string(),
  Uri: z.string().optional(),
});

/** What a method belongs to. */
export const placeSchema = z.object({ HttpMethod: z.string(), ResourceId: z.string() });
const methodSchema = placeSchema.extend({
  ApiKeyRequired: z.boolean().default(false),
  AuthorizationScopes: z.array(z.string()).default([]),
  AuthorizationType: z.string(),
  AuthorizerId: z.string().optional(),
  RequestModels: z.record(z.string(), z.string()).default({}),
  RequestParameters: z.record(z.string(), z.boolean()).default({}),
  RequestValidatorId: z.string().optional(),
});
type Method = z.infer<typeof methodSchema>;

/**
 * If one part of a method is not served, all its requests are answered 501: a guard that is not served never lets a
 * request reach the integration. A guard that is served refuses first, as at AWS.
 */
export function readMethod(resource: ServedResource, parts: MethodParts): MethodModel {
  const { notServed } = parts;
  const method = notServed.attempt(resource, () => read(withoutProperty(resource, 'Integration'), methodSchema));
  const guard = method && notServed.attempt(resource, () => guardOf(resource, method, parts));
  const answered = method && guard && notServed.attempt(resource, () => answerOf(resource, method, parts));
  return {
    guard: guard ?? { kind: 'unserved', authorization: String(resource.properties.AuthorizationType) },
    keyRequired: resource.properties.ApiKeyRequired === true,
    validation: answered?.validation ?? { parameters: [] },
    integration: answered?.integration ?? { kind: 'unserved', why: notServed.why(resource.id) ?? 'cannot serve it' },
  };
}

/** What comes behind the guard. */
function answerOf(
  resource: ServedResource,
  method: Method,
  parts: MethodParts,
): Pick<MethodModel, 'validation' | 'integration'> {
  if (parts.refusal !== undefined) throw parts.refusal;
  if (method.ApiKeyRequired && parts.planRefusal !== undefined) throw parts.planRefusal;
  return { validation: validationOf(resource, method, parts), integration: integrationOf(resource, parts) };
}

function guardOf(resource: ServedResource, method: Method, parts: MethodParts): Guard {
  if (method.AuthorizationType === 'NONE') return { kind: 'none' };
  if (method.AuthorizationType !== 'CUSTOM' && method.AuthorizationType !== 'COGNITO_USER_POOLS') {
    throw refuse(resource, 'AuthorizationType', `the local run does not serve ${method.AuthorizationType}`);
  }
  const authorizer = parts.authorizers.find(({ id }) => id === method.AuthorizerId);
  if (authorizer === undefined) {
    throw refuse(resource, 'AuthorizerId', `must name an authorizer of the API, not ${String(method.AuthorizerId)}`);
  }
  const guard = authorizerOf(authorizer, parts);
  if ((guard.kind === 'cognito') !== (method.AuthorizationType === 'COGNITO_USER_POOLS')) {
    throw refuse(
      resource,
      'AuthorizationType',
      `${method.AuthorizationType} does not fit the type of the authorizer ${authorizer.id}`,
    );
  }
  return guard.kind === 'cognito' ? { ...guard, scopes: method.AuthorizationScopes } : guard;
}

function integrationOf(resource: ServedResource, parts: MethodParts): Integration {
  const { Integration: given } = read(resource, z.object({ Integration: integrationSchema }));
  if (given.Type === 'MOCK') return mockOf(resource, given);
  if (given.Type !== 'AWS_PROXY') {
    throw refuse(resource, 'Integration.Type', `the local run serves AWS_PROXY and MOCK, not ${given.Type}`);
  }
  if (given.ContentHandling !== undefined) {
    throw refuse(resource, 'Integration.ContentHandling', 'the local run serves it for MOCK alone');
  }
  const functionArn = functionArnOf(given.Uri ?? '');
  const spec = parts.functionAt(functionArn);
  if (spec === undefined) {
    throw refuse(resource, 'Integration.Uri', `${given.Uri ?? ''} names no function of the stack`);
  }
  const permitted = parts.permissions.filter((permission) => permission.functionArn === functionArn);
  return {
    kind: 'function',
    functionArn: spec.arn,
    timeoutMs: given.TimeoutInMillis,
    permittedSources: permitted.map(({ source }) => source),
  };
}

const validatorSchema = z.object({
  ValidateRequestBody: z.boolean().default(false),
  ValidateRequestParameters: z.boolean().default(false),
});
const modelSchema = z.object({ Name: z.string().optional(), Schema: z.record(z.string(), z.unknown()) });
/** Models that API Gateway makes with every API; the local run accepts any body for them. */
const BUILT_IN = new Set(['Empty', 'Error']);

function validationOf(resource: ServedResource, method: Method, parts: MethodParts): Validation {
  if (method.RequestValidatorId === undefined) return { parameters: [] };
  const found = parts.validators.find(({ id }) => id === method.RequestValidatorId);
  if (found === undefined) {
    throw refuse(resource, 'RequestValidatorId', `the API has no validator ${method.RequestValidatorId}`);
  }
  const validator = read(found, validatorSchema);
  const parameters = validator.ValidateRequestParameters ? requiredParameters(resource, method) : [];
  if (!validator.ValidateRequestBody) return { parameters };
  const bodies = Object.entries(method.RequestModels).filter(([, name]) => !BUILT_IN.has(name));
  return { parameters, bodies: new Map(bodies.map(([type, name]) => [type, compile(resource, name, parts)])) };
}

function requiredParameters(resource: ServedResource, method: Method): Validation['parameters'] {
  return Object.entries(method.RequestParameters)
    .filter(([, required]) => required)
    .map(([parameter]) => {
      const [, from, name] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(parameter) ?? [];
      if (name === undefined) {
        throw refuse(resource, `RequestParameters.${parameter}`, 'must name a header, querystring or path parameter');
      }
      return { from: from as Exclude<IdentitySource['from'], 'context' | 'stageVariables'> | 'path', name };
    });
}

function compile(resource: ServedResource, name: string, parts: MethodParts) {
  const found = parts.models.find((model) => (read(model, modelSchema).Name ?? model.id) === name);
  if (found === undefined) throw refuse(resource, 'RequestModels', `the API has no model ${name}`);
  try {
    return new Ajv({ strict: false, logger: false, validateFormats: false }).compile(read(found, modelSchema).Schema);
  } catch (error) {
    throw refuse(found, 'Schema', error instanceof Error ? error.message : 'is not a draft-04 schema');
  }
}
