/** The functions of a stack with their aliases and versions, and the permissions of AWS services to invoke them. */
import { z } from 'zod';
import type { Callers } from '../callers';
import { StartRefusal } from '../refusal';
import type { FunctionSpec } from '../types';
import { ofType, read, readPlace, refuse, type ServedResource, type ServedStack, text } from './resources';
import { rolesOf } from './roles';

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Environment: z.object({ Variables: z.record(z.string(), text) }).optional(),
  Handler: z.string(),
  MemorySize: z.coerce.number().default(128),
  Runtime: z.string(),
  Timeout: z.coerce.number().default(3),
});

export interface StackFunctions {
  readonly served: readonly FunctionSpec[];
  /** What each of them may do. */
  readonly callers: Callers;
  /**
   * The function with this ARN, or of the alias or version with this ARN; undefined when the stack has none. Throws a
   * `StartRefusal` for one that is not served.
   */
  readonly at: (arn: string) => FunctionSpec | undefined;
}

/** `all` are the stacks that may have policies of the functions' roles. */
export function functionsOf(served: ServedStack, all: readonly ServedStack[]): StackFunctions {
  const callerOf = rolesOf(served, all);
  const found = ofType(served, 'AWS::Lambda::Function').map((resource) => {
    const arn = served.references(resource.id, 'Arn');
    const made = served.notServed.attempt(resource, () => ({
      spec: functionSpecOf(resource, { served, arn }),
      caller: callerOf(resource),
    }));
    return { id: resource.id, arn, made };
  });
  const made = found.flatMap((one) => one.made ?? []);
  const qualified = qualifiersOf(served);
  return {
    served: made.map(({ spec }) => spec),
    callers: Object.fromEntries(made.map(({ spec, caller }) => [spec.name, caller])),
    at: (arn) => {
      const named = found.find((one) => one.arn === (qualified.get(arn)?.() ?? arn));
      if (named !== undefined && named.made === undefined) {
        throw new StartRefusal(served.notServed.why(named.id) ?? `cannot serve ${named.id}`);
      }
      return named?.made?.spec;
    },
  };
}

function functionSpecOf(resource: ServedResource, { served, arn }: { served: ServedStack; arn: string }): FunctionSpec {
  const given = read(resource, functionSchema);
  const { S3Key = '', ZipFile } = given.Code;
  const codeDirectory = served.stack.assets.get(S3Key);
  if (codeDirectory === undefined && ZipFile === undefined) {
    throw refuse(resource, 'Code.S3Key', `the assembly has no folder for the asset ${S3Key}`);
  }
  if (!given.Runtime.startsWith('nodejs')) {
    throw refuse(resource, 'Runtime', `the local run runs Node.js functions, not ${given.Runtime}`);
  }
  return {
    name: resource.id,
    arn,
    codeDirectory: codeDirectory ?? '',
    ...(ZipFile !== undefined && { inlineCode: ZipFile }),
    handler: given.Handler,
    environment: given.Environment?.Variables ?? {},
    memoryMegabytes: given.MemorySize,
    timeoutSeconds: given.Timeout,
  };
}

const aliasSchema = z.object({ FunctionVersion: text, Name: z.string() });
const LATEST = '$LATEST';

/**
 * The ARN of the function behind each alias and version. A run has one version of a function, that of the template; an
 * alias of another one, whose code the assembly does not have, throws a refusal.
 */
function qualifiersOf(served: ServedStack): ReadonlyMap<string, () => string> {
  const { references } = served;
  const unqualified = (arn: string): string => arn.split(':').slice(0, -1).join(':');
  const versions = ofType(served, 'AWS::Lambda::Version').map(({ id }) => references(id));
  const aliases = ofType(served, 'AWS::Lambda::Alias').map((alias) => {
    const arn = references(alias.id);
    const functionArn = (): string => {
      const { FunctionVersion } = read(alias, aliasSchema);
      const own = unqualified(arn);
      if (FunctionVersion !== LATEST && !versions.includes(`${own}:${FunctionVersion}`)) {
        throw refuse(alias, 'FunctionVersion', `the template does not have the version ${FunctionVersion}`);
      }
      return own;
    };
    return [arn, functionArn] as const;
  });
  return new Map([...versions.map((arn) => [arn, () => unqualified(arn)] as const), ...aliases]);
}

/** The function's ARN in the URI of an integration: `arn:…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
export const functionArnOf = (uri: string): string => /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? '';

/** A statement of a function's resource policy: an AWS service may invoke the function on behalf of a source. */
export interface Permission {
  /** Of the function, or of the one alias or version for which it holds. */
  readonly functionArn: string;
  /** The source's ARN, in which `*` and `?` match as in IAM. */
  readonly source: string;
}

const principalSchema = z.object({ Principal: z.string() });
const permissionSchema = principalSchema.extend({
  Action: z.string(),
  FunctionName: z.string(),
  SourceArn: z.string().default('*'),
});

export type Service = 'apigateway.amazonaws.com' | 'events.amazonaws.com' | 'logs.amazonaws.com';

/** A permission that cannot be read as a whole permits nothing. */
export function permissionsOf(served: ServedStack, service: Service): Permission[] {
  return ofType(served, 'AWS::Lambda::Permission')
    .filter((resource) => readPlace(resource, principalSchema.partial()).Principal === service)
    .flatMap((resource) => served.notServed.attempt(resource, () => read(resource, permissionSchema)) ?? [])
    .filter(({ Action }) => Action === 'lambda:InvokeFunction')
    .map(({ FunctionName, SourceArn }) => ({ functionArn: FunctionName, source: SourceArn }));
}
