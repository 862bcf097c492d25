/** The functions of a stack, and the permissions of AWS services to invoke them. */
import { z } from 'zod';
import type { FunctionSpec } from '../types';
import { ofType, read, refuse, type ServedResource, type ServedStack, text } from './resources';

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), text) }).optional(),
  FunctionName: z.string().optional(),
  Handler: z.string(),
  MemorySize: z.coerce.number().default(128),
  Runtime: z.string(),
  Timeout: z.coerce.number().default(3),
});

export function functionsOf(served: ServedStack): FunctionSpec[] {
  return ofType(served, 'AWS::Lambda::Function').map((resource) => functionSpecOf(resource, served));
}

function functionSpecOf(resource: ServedResource, { stack }: ServedStack): FunctionSpec {
  const given = read(resource, functionSchema);
  const codeDirectory = stack.assets.get(given.Code.S3Key);
  if (codeDirectory === undefined) {
    throw refuse(resource, 'Code.S3Key', `the assembly has no folder for the asset ${given.Code.S3Key}`);
  }
  if (!given.Runtime.startsWith('nodejs')) {
    throw refuse(resource, 'Runtime', `the local run runs Node.js functions, not ${given.Runtime}`);
  }
  return {
    name: resource.id,
    arn: `arn:aws:lambda:${stack.region}:${stack.account}:function:${given.FunctionName ?? resource.id}`,
    codeDirectory,
    handler: given.Handler,
    environment: given.Environment?.Variables ?? {},
    memoryMegabytes: given.MemorySize,
    timeoutSeconds: given.Timeout,
  };
}

/** The function's ARN in the URI of an integration: `arn:…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
export const functionArnOf = (uri: string): string => /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';

/** A statement of a function's resource policy: an AWS service may invoke the function on behalf of a source. */
export interface Permission {
  readonly functionArn: string;
  /** The source's ARN, in which `*` and `?` match as in IAM. */
  readonly source: string;
}

const permissionSchema = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().default('*'),
});

export type Service = 'apigateway.amazonaws.com' | 'events.amazonaws.com';

export function permissionsOf(served: ServedStack, service: Service): Permission[] {
  return ofType(served, 'AWS::Lambda::Permission')
    .map((resource) => read(resource, permissionSchema))
    .filter(({ Action, Principal }) => Action === 'lambda:InvokeFunction' && Principal === service)
    .map(({ FunctionName, SourceArn }) => ({ functionArn: FunctionName, source: SourceArn }));
}
