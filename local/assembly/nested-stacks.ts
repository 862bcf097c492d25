/**
 * Puts the resources of nested stacks into the template of the stack that holds them, so that the rest of the local run
 * sees one stack. A nested resource gets the nested stack's name before its own: `Bills` + `Handler`. An output keeps its
 * name, and an output of the stack itself comes before one of a nested stack.
 */
import { placeOf, StartRefusal } from '../refusal';
import { isIntrinsic, type Output, placeIn, type Resource, type Template } from './template';

/** What the CDK adds to the name of a nested stack. */
const CDK_SUFFIX = /NestedStack.*NestedStackResource[0-9A-F]{8}$/;
const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** The template at this `TemplateURL`; undefined if the assembly does not have it. */
export type ReadNested = (templateUrl: unknown) => Template | undefined;

/** The template without nested stacks. */
export function flattened(template: Template, read: ReadNested): Template {
  const entries = Object.entries(template.Resources);
  const nested = new Map(entries.filter(([, { Type }]) => Type === NESTED_STACK));
  if (nested.size === 0) return template;
  const moved = new Map([...nested].map(([id, resource]) => [id, movedTemplate(id, resource, read)]));
  const names: Names = {
    ref: () => undefined,
    condition: (name) => name,
    attribute: (id, attribute) => {
      const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
      const value = output === undefined ? undefined : moved.get(id)?.Outputs?.[output]?.Value;
      // The value may name an output of another nested stack, which was a parameter of this one.
      return value === undefined ? undefined : renamed(value, names);
    },
  };
  const resources = [
    ...entries.filter(([id]) => !nested.has(id)),
    ...[...moved.values()].flatMap(({ Resources }) => Object.entries(Resources)),
  ];
  const below = [...moved.values()].flatMap(({ Outputs = {} }) => Object.entries(Outputs));
  const outputs = Object.fromEntries(below.map(([name, output]) => [name, { ...output, Nested: true as const }]));
  const mappings = [template, ...moved.values()].flatMap(({ Mappings = {} }) => Object.entries(Mappings));
  const conditions = [template, ...moved.values()].flatMap(({ Conditions = {} }) => Object.entries(Conditions));
  return {
    ...template,
    ...(mappings.length > 0 && { Mappings: Object.fromEntries(mappings) }),
    ...(conditions.length > 0 && { Conditions: renamed(Object.fromEntries(conditions), names) }),
    Resources: renamed(Object.fromEntries(resources), names),
    Outputs: renamed({ ...outputs, ...template.Outputs }, names),
  };
}

/** A nested stack's template, in the names of the stack that holds it. */
function movedTemplate(id: string, resource: Resource, read: ReadNested): Template {
  const { Properties = {} } = resource;
  const found = read(Properties.TemplateURL);
  if (found === undefined)
    throw new StartRefusal(
      `cannot serve ${placeOf(placeIn(id, resource))}: the cloud assembly does not have its template`,
    );
  const { Resources, Outputs = {}, Parameters = {}, Mappings = {}, Conditions = {} } = flattened(found, read);
  const prefix = id.replace(CDK_SUFFIX, '');
  const given = new Map<string, unknown>(Object.entries({ ...(Properties.Parameters as object | undefined) }));
  const has = (name: string): boolean => Object.hasOwn(Resources, name);
  const names: Names = {
    ref: (name) => (has(name) ? { Ref: prefix + name } : (given.get(name) ?? Parameters[name]?.Default)),
    // Two nested stacks may have a condition of one name.
    condition: (name) => prefix + name,
    attribute: (name, attribute) => (has(name) ? { 'Fn::GetAtt': [prefix + name, attribute] } : undefined),
  };
  return {
    Resources: renamedParts(Resources, (inner) => renamedPart(inner, names), prefix),
    Outputs: renamedParts(Outputs, (output) => renamedPart(output, names), ''),
    Conditions: renamedParts(Conditions, (condition) => renamedCondition(condition, names), prefix),
    Mappings,
  };
}

/** What a name of a template stands for elsewhere. Undefined: the name stands as it is, as `AWS::Region` does. */
interface Names {
  readonly ref: (name: string) => unknown;
  readonly condition: (name: string) => string;
  readonly attribute: (id: string, attribute: string) => unknown;
}

/** A copy of the value in which every name is replaced. */
function renamed<T>(value: T, names: Names): T;
function renamed(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => renamed(element, names));
  if (typeof value !== 'object' || value === null) return value;
  if (isIntrinsic(value)) {
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    if (name === 'Ref') return names.ref(String(argument)) ?? value;
    if (name === 'Fn::GetAtt')
      return referenced(String(Array.isArray(argument) ? argument.join('.') : argument), names) ?? value;
    if (name === 'Fn::Sub') return { 'Fn::Sub': renamedText(argument, names) };
    if (name === 'Fn::If' && Array.isArray(argument)) {
      const [condition, ...branches] = argument as readonly unknown[];
      return { 'Fn::If': [names.condition(String(condition)), ...renamed(branches, names)] };
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, names)]));
}

/** A resource or an output, which may exist on a condition. */
function renamedPart<T extends Resource | Output>(part: T, names: Names): T {
  const { Condition } = part;
  return { ...renamed(part, names), ...(typeof Condition === 'string' && { Condition: names.condition(Condition) }) };
}

/** A condition, which may consist of other conditions. */
function renamedCondition(condition: unknown, names: Names): unknown {
  const [[name, argument] = ['', undefined]] = Object.entries(condition ?? {});
  if (name === 'Condition') return { Condition: names.condition(String(argument)) };
  if (name === 'Fn::Equals' || !Array.isArray(argument)) return renamed(condition, names);
  return { [name]: argument.map((part: unknown) => renamedCondition(part, names)) };
}

const renamedParts = <T>(parts: Readonly<Record<string, T>>, map: (part: T) => T, prefix: string): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [prefix + name, map(part)]));

/** What `Handler` or `Handler.Arn` stands for. */
function referenced(name: string, names: Names): unknown {
  const [id = '', ...attribute] = name.split('.');
  return attribute.length === 0 ? names.ref(id) : names.attribute(id, attribute.join('.'));
}

/** The argument of `Fn::Sub`: a text, or a text and its variables. What a name stands for becomes a variable. */
function renamedText(argument: unknown, names: Names): unknown {
  const [text, given] = (Array.isArray(argument) ? argument : [argument, {}]) as readonly unknown[];
  const variables: Record<string, unknown> = { ...(renamed(given, names) as object) };
  const result = String(text).replace(/\$\{([^!}][^}]*)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(variables, name) ? undefined : referenced(name, names);
    if (value === undefined) return whole;
    const variable = name.replace(/\W/g, '');
    variables[variable] = value;
    return `\${${variable}}`;
  });
  return [result, variables];
}
