/**
 * A CloudFormation template as data, and the check of each resource: whether its type, its attributes and its properties
 * are served or listed as without effect. Whatever is neither is named, and the resource is not served with it.
 */
import { COVERAGE } from './coverage';
import { type Coverage, whyRefused, SERVED } from './coverage-reasons';
import { type Place, placeOf, StartRefusal } from '../refusal';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  [attribute: string]: unknown;
}

export interface Output {
  Value: unknown;
  Export?: { Name: unknown } | undefined;
  Condition?: string | undefined;
  /** Set when it is an output of a nested stack. */
  Nested?: true;
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, Output>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  [section: string]: unknown;
}

/** `Type` and `Properties`, and the attributes of a resource that only say how it is deployed. */
const DEPLOYMENT_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
  'Metadata',
]);
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]);
/** CDK writes a `Condition` on this resource in every app that reports its CDK version. No other resource uses it. */
const CDK_METADATA = 'AWS::CDK::Metadata';

/** What a resource has that is served, and why it is not served as a whole. */
export interface Coverable {
  /** With intrinsic functions unresolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** By the property or the attribute that is at fault; empty when all of the resource is served. */
  readonly refusals: ReadonlyMap<string, StartRefusal>;
}

/** A resource of a template as messages name it. The CDK writes the path of a construct beside its resource. */
export function placeIn(id: string, { Type: type, Metadata }: Resource): Place {
  const path = typeof Metadata === 'object' && Metadata !== null && (Metadata as Record<string, unknown>)[PATH];
  return { id, type, ...(typeof path === 'string' && { path }) };
}
const PATH = 'aws:cdk:path';

export function servedProperties(logicalId: string, resource: Resource): Coverable {
  const coverage = Object.hasOwn(COVERAGE, resource.Type) ? COVERAGE[resource.Type] : undefined;
  const refuse = (why: string, property?: string): StartRefusal =>
    new StartRefusal(`cannot serve ${placeOf(placeIn(logicalId, resource), property)}: ${why}`);
  if (coverage === undefined) {
    const why = refuse('the local run does not know this resource type');
    return { properties: {}, refusals: new Map([['Type', why]]) };
  }
  const odd = Object.keys(resource).find((attribute) => !DEPLOYMENT_ATTRIBUTES.has(attribute));
  const refusals = new Map<string, StartRefusal>();
  if (odd !== undefined && resource.Type !== CDK_METADATA) {
    refusals.set(odd, refuse('the local run does not support this attribute', odd));
  }
  if (typeof coverage === 'string') return { properties: {}, refusals };
  const unknown: string[] = [];
  const properties = keepServed(resource.Properties ?? {}, coverage, { path: '', unknown });
  for (const path of unknown) {
    const [property = ''] = path.split('.');
    refusals.set(property, refusals.get(property) ?? refuse(whyRefused(resource.Type, path), path));
  }
  return { properties: properties as Record<string, unknown>, refusals };
}

/** Refuses a section of the template that would change its resources, for example `Transform`. */
export function checkSections(template: Template): void {
  const unknown = Object.keys(template).find((section) => !SECTIONS.has(section));
  if (unknown !== undefined) {
    throw new StartRefusal(`cannot serve the template: the local run does not support its section ${unknown}`);
  }
}

interface Position {
  readonly path: string;
  /** The paths of properties that the coverage does not list. */
  readonly unknown: string[];
}

function keepServed(value: unknown, coverage: Coverage, position: Position): unknown {
  if (typeof coverage === 'string') return coverage === SERVED ? value : undefined;
  if (Array.isArray(value)) return value.map((element) => keepServed(element, coverage, position));
  if (typeof value !== 'object' || value === null || isIntrinsic(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [property, inner] of Object.entries(value)) {
    const path = position.path === '' ? property : `${position.path}.${property}`;
    const known = Object.hasOwn(coverage, property) ? coverage[property] : undefined;
    if (known === undefined) position.unknown.push(path);
    const served = known && keepServed(inner, known, { ...position, path });
    if (served !== undefined) kept[property] = served;
  }
  return kept;
}

/** The logical ids that a value names, by `Ref`, `Fn::GetAtt` or in a text of `Fn::Sub`. */
export function namedIn(value: unknown): ReadonlySet<string> {
  const found = [...JSON.stringify(value ?? null).matchAll(NAMES)].map(
    ([, ref, attribute, text]) => ref ?? attribute ?? text ?? '',
  );
  return new Set(found);
}
const NAMES = /"Ref":"(\w+)"|"Fn::GetAtt":\[?"(\w+)|\$\{(\w+)/g;

/** Whether a value is a call of an intrinsic function, for example `{ Ref: 'Table' }`. */
export function isIntrinsic(value: object): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'));
}
