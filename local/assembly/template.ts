/**
 * A CloudFormation template as data, and the gate in front of everything local: a resource type, property or
 * section that is neither served nor listed as without effect stops the start, and is named.
 */
import { COVERAGE, type Coverage, SERVED } from './coverage';
import { placeOf, StartRefusal } from '../refusal';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  [attribute: string]: unknown;
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  [section: string]: unknown;
}

/** Attributes of a resource that say how it is deployed, not what it is. */
const DEPLOYMENT_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
]);
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Conditions',
  'Resources',
  'Outputs',
]);
/** Carries a condition in every app that reports its CDK version; nothing refers to it. */
const UNREFERENCED = 'AWS::CDK::Metadata';

/** What of a resource the local run serves, intrinsics and all; properties without effect are left out. */
export function servedProperties(logicalId: string, resource: Resource): Record<string, unknown> {
  const coverage = Object.hasOwn(COVERAGE, resource.Type) ? COVERAGE[resource.Type] : undefined;
  if (coverage === undefined) {
    throw new StartRefusal(`cannot serve ${placeOf(logicalId, resource.Type)}: this resource type is not known here`);
  }
  const place = (property?: string) => placeOf(logicalId, resource.Type, property);
  for (const attribute of Object.keys(resource)) {
    if (!DEPLOYMENT_ATTRIBUTES.has(attribute) && resource.Type !== UNREFERENCED) {
      throw new StartRefusal(`cannot serve ${place(attribute)} is not supported`);
    }
  }
  if (typeof coverage === 'string') return {};
  return keepServed(resource.Properties ?? {}, coverage, { place, path: '' }) as Record<string, unknown>;
}

/** Stops at a section of the template that would change what its resources mean. */
export function checkSections(template: Template): void {
  const unknown = Object.keys(template).find((section) => !SECTIONS.has(section));
  if (unknown !== undefined) throw new StartRefusal(`cannot serve the template: section ${unknown} is not supported`);
}

interface Position {
  readonly place: (property: string) => string;
  readonly path: string;
}

function keepServed(value: unknown, coverage: Coverage, position: Position): unknown {
  if (typeof coverage === 'string') return coverage === SERVED ? value : undefined;
  if (Array.isArray(value)) return value.map((element) => keepServed(element, coverage, position));
  if (typeof value !== 'object' || value === null || isIntrinsic(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [property, inner] of Object.entries(value)) {
    const path = position.path === '' ? property : `${position.path}.${property}`;
    const known = Object.hasOwn(coverage, property) ? coverage[property] : undefined;
    if (known === undefined) throw new StartRefusal(`cannot serve ${position.place(path)} is not known here`);
    const served = keepServed(inner, known, { ...position, path });
    if (served !== undefined) kept[property] = served;
  }
  return kept;
}

/** Whether a value is CloudFormation's own function call instead of data. */
export function isIntrinsic(value: object): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'));
}
