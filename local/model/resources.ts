/** A stack's resources as the model builders take them: checked against the coverage, pruned, resolved and typed. */
import { z } from 'zod';
import type { AssemblyStack } from '../assembly/assembly';
import { placeOf, StartRefusal } from '../refusal';
import { createResolver } from '../assembly/resolver';
import { checkSections, servedProperties } from '../assembly/template';

export interface ServedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ServedStack {
  readonly stack: AssemblyStack;
  readonly resources: readonly ServedResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Every resource of a stack, or a refusal naming the first thing that cannot be served. */
export function serveStack(stack: AssemblyStack): ServedStack {
  const { template } = stack;
  checkSections(template);
  const resolve = createResolver(stack);
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const served = Object.entries(servedProperties(id, resource)).map(
      ([property, value]) => [property, resolve(value, placeOf(id, resource.Type, property))] as const,
    );
    return { id, type: resource.Type, properties: Object.fromEntries(served) };
  });
  const outputs = Object.entries(template.Outputs ?? {}).map(
    ([name, output]) => [name, String(resolve(output.Value, `output ${name}`))] as const,
  );
  return { stack, resources, outputs: Object.fromEntries(outputs) };
}

export const ofType = (served: ServedStack, ...types: string[]): ServedResource[] =>
  served.resources.filter((resource) => types.includes(resource.type));

/** A resource's properties in the form a builder needs, or a refusal naming the property. */
export function read<T>(resource: ServedResource, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(resource, issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
}

/** Refuses the start over one property of one resource. */
export const refuse = (resource: ServedResource, property: string, why: string): StartRefusal =>
  new StartRefusal(`cannot serve ${placeOf(resource.id, resource.type, property)}: ${why}`);

/** Text, also where CDK writes a number. */
export const text = z.coerce.string();
