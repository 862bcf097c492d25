/**
 * The resources of a stack as the other files of this folder read them: checked against the coverage, with the
 * properties that are served, intrinsic functions resolved.
 */
import { z } from 'zod';
import type { AssemblyStack } from '../assembly/assembly';
import { type Place, placeOf, StartRefusal } from '../refusal';
import type { Resolve } from '../assembly/resolver';
import { checkSections, placeIn, type Resource, servedProperties } from '../assembly/template';
import { NotServed } from './not-served';

export interface ServedResource extends Place {
  readonly properties: Readonly<Record<string, unknown>>;
  /**
   * Why the resource is not served, by the property or the attribute at fault: something of it is unknown. Then
   * `properties` are not all of it.
   */
  readonly refusals: ReadonlyMap<string, StartRefusal>;
}

export interface ServedStack {
  readonly stack: AssemblyStack;
  readonly resources: readonly ServedResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Those of nested stacks, whose names need not be unique: one without a value here is left out. */
  readonly nestedOutputs: Readonly<Record<string, string>>;
  readonly notServed: NotServed;
  /** Gives a resource's `Ref`, or one of its attributes. */
  readonly references: (id: string, attribute?: string) => string;
}

/** Every resource of a stack. */
export function serveStack(stack: AssemblyStack, resolve: Resolve): ServedStack {
  const { template } = stack;
  checkSections(template);
  const notServed = new NotServed();
  const resources = Object.entries(template.Resources).map(([id, resource]) => resolved(id, resource, resolve));
  for (const resource of resources) {
    for (const refusal of resource.refusals.values()) notServed.passOver(resource, refusal);
  }
  const outputsFrom = (isNested: boolean, from: NotServed): Record<string, string> =>
    Object.fromEntries(
      Object.entries(template.Outputs ?? {}).flatMap(([name, { Value, Nested = false }]) => {
        if (Nested !== isNested) return [];
        const value = from.attempt({ id: name, type: OUTPUT }, () => resolve(Value, `output ${name}`));
        return value === undefined ? [] : [[name, text.parse(value)] as const];
      }),
    );
  const references = (id: string, attribute?: string): string =>
    String(resolve(attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] }, id));
  return {
    stack,
    resources,
    outputs: outputsFrom(false, notServed),
    nestedOutputs: outputsFrom(true, new NotServed()),
    notServed,
    references,
  };
}

/** Stands for the type of an output that has no value here, beside the types of resources. */
const OUTPUT = 'Output';

function resolved(id: string, resource: Resource, resolve: Resolve): ServedResource {
  const place = placeIn(id, resource);
  const { properties, refusals } = servedProperties(id, resource);
  const all = new Map(refusals);
  const served = Object.entries(properties).flatMap(([property, value]) => {
    try {
      return [[property, resolve(value, placeOf(place, property))] as const];
    } catch (error) {
      if (!(error instanceof StartRefusal)) throw error;
      all.set(property, all.get(property) ?? error);
      return [];
    }
  });
  return { ...place, properties: Object.fromEntries(served), refusals: all };
}

/** The first reason why a resource is not served; undefined when it is. */
export const refusalOf = ({ refusals }: ServedResource): StartRefusal | undefined => [...refusals.values()][0];

/** A resource as if it did not have this property, which is read by itself. */
export function withoutProperty(resource: ServedResource, property: string): ServedResource {
  const isOther = ([name]: readonly [string, unknown]): boolean => name !== property;
  return {
    ...resource,
    properties: Object.fromEntries(Object.entries(resource.properties).filter(isOther)),
    refusals: new Map([...resource.refusals].filter(isOther)),
  };
}

export const ofType = (served: ServedStack, ...types: string[]): ServedResource[] =>
  served.resources.filter((resource) => types.includes(resource.type));

/** A resource's properties, parsed by a schema. Throws a `StartRefusal` that names what is not served. */
export function read<T>(resource: ServedResource, schema: z.ZodType<T>): T {
  const refusal = refusalOf(resource);
  if (refusal !== undefined) throw refusal;
  return readPlace(resource, schema);
}

/** As `read`, also for a resource that is not served: for the properties that say what it belongs to. */
export function readPlace<T>(resource: ServedResource, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // A property that is missing because it cannot be read is refused for that reason.
  const unread = resource.refusals.get(String(issue?.path[0]));
  throw unread ?? refuse(resource, issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
}

/** The refusal of one property of one resource. */
export const refuse = (resource: ServedResource, property: string, why: string): StartRefusal =>
  new StartRefusal(`cannot serve ${placeOf(resource, property)}: ${why}`);

/** Text, or a number that CDK writes in its place. */
export const text = z.coerce.string();
