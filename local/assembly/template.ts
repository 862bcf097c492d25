/**
 * A CloudFormation template as data, and the check that every resource type, property and section of it is served or
 * listed as without effect. Anything else stops the start and is named.
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

/** `Type` and `Properties`, and the attributes of a resource that only say how it is deployed. */
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
/** CDK writes a `Condition` on this resource in every app that reports its CDK version. No other resource uses it. */
const CDK_METADATA = 'AWS::CDK::Metadata';

const SEE_COVERAGE = '(local/assembly/coverage.ts lists what it knows)';

/** The properties of a resource that are served, with intrinsic functions unresolved. */
export function servedProperties(logicalId: string, resource: Resource): Record<string, unknown> {
  const coverage = Object.hasOwn(COVERAGE, resource.Type) ? COVERAGE[resource.Type] : undefined;
  if (coverage === undefined) {
    const place = placeOf(logicalId, resource.Type);
    throw new StartRefusal(`cannot serve ${place}: the local run does not know this resource type ${SEE_COVERAGE}`);
  }
  const place = (property?: string) => placeOf(logicalId, resource.Type, property);
  for (const attribute of Object.keys(resource)) {
    if (!DEPLOYMENT_ATTRIBUTES.has(attribute) && resource.Type !== CDK_METADATA) {
      throw new StartRefusal(`cannot serve ${place(attribute)}: the local run does not support this attribute`);
    }
  }
  if (typeof coverage === 'string') return {};
  return keepServed(resource.Properties ?? {}, coverage, { place, path: '' }) as Record<string, unknown>;
}

/** Refuses a section of the template that would change its resources, for example `Transform`. */
export function checkSections(template: Template): void {
  const unknown = Object.keys(template).find((section) => !SECTIONS.has(section));
  if (unknown !== undefined) {
    throw new StartRefusal(`cannot serve the template: the local run does not support its section ${unknown}`);
  }
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
    if (known === undefined) {
      throw new StartRefusal(
        `cannot serve ${position.place(path)}: the local run does not know this property ${SEE_COVERAGE}`,
      );
    }
    const served = keepServed(inner, known, { ...position, path });
    if (served !== undefined) kept[property] = served;
  }
  return kept;
}

/** Whether a value is a call of an intrinsic function, for example `{ Ref: 'Table' }`. */
export function isIntrinsic(value: object): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'));
}
