/**
 * The resources of a stack as the other files of this folder read them: checked against the coverage, with the
 * properties that are served, intrinsic functions resolved.
 */
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

/** Every resource of a stack. Throws a `StartRefusal` that names the first thing that is not served. */
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

/** A resource's properties, parsed by a schema. Throws a `StartRefusal` that names a property that does not fit. */
export function read<T>(resource: ServedResource, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(resource, issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
}

/** The refusal of the start for one property of one resource. */
export const refuse = (resource: ServedResource, property: string, why: string): StartRefusal =>
  new StartRefusal(`cannot serve ${placeOf(resource.id, resource.type, property)}: ${why}`);

/** Text, or a number that CDK writes in its place. */
export const text = z.coerce.string();
