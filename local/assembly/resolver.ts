/**
 * Resolves the intrinsic functions that CDK writes (CloudFormation template reference, intrinsic functions). One that
 * cannot be resolved is refused and named: left as it is, it would make a request fail much later.
 */
import type { AssemblyStack } from './assembly';
import { ATTRIBUTES, NOT_SERVED_HERE } from './attributes';
import { COVERAGE } from './coverage';
import { StartRefusal } from '../refusal';
import { isIntrinsic } from './template';

/** Gives a value with every intrinsic function resolved. A refusal names `where`. */
export type Resolve = (value: unknown, where: string) => unknown;

interface Arguments {
  readonly stack: AssemblyStack;
  /** The stacks whose exports the stack may import. */
  readonly stacks: readonly AssemblyStack[];
  readonly where: string;
}

/** `stacks` are the stacks that are served, whose exports `Fn::ImportValue` finds. */
export function createResolver(stack: AssemblyStack, stacks: readonly AssemblyStack[] = [stack]): Resolve {
  return (value, where) => resolveValue(value, { stack, stacks, where });
}

function resolveValue(value: unknown, given: Arguments): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => resolveValue(element, given)).filter((element) => element !== undefined);
  }
  if (typeof value === 'string') return withParameters(value, given);
  if (typeof value !== 'object' || value === null) return value;
  if (!isIntrinsic(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveValue(inner, given)]));
  }
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (intrinsic === undefined) throw unresolvable(given, name);
  return intrinsic(argument, given);
}

const INTRINSICS: Readonly<Record<string, (argument: unknown, given: Arguments) => unknown>> = {
  Ref: (name, given) => reference(String(name), given),
  'Fn::GetAtt': (argument, given) => {
    const [id, ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return attributeOf(id ?? '', attribute.join('.'), given);
  },
  'Fn::Join': (argument, given) => {
    const [separator, parts] = pair(argument, given, 'Fn::Join');
    const text = list(parts, given, 'Fn::Join').map(String).join(String(separator));
    return withParameters(text, given);
  },
  'Fn::Select': (argument, given) => {
    const [index, parts] = pair(argument, given, 'Fn::Select');
    const chosen = list(parts, given, 'Fn::Select')[Number(index)];
    if (chosen === undefined) throw unresolvable(given, 'Fn::Select');
    return chosen;
  },
  'Fn::Split': (argument, given) => {
    const [separator, text] = pair(argument, given, 'Fn::Split');
    return String(resolveValue(text, given)).split(String(separator));
  },
  'Fn::Sub': (argument, given) => withParameters(substitute(argument, given), given),
  'Fn::Base64': (argument, given) => Buffer.from(String(resolveValue(argument, given))).toString('base64'),
  'Fn::ImportValue': (argument, given) => imported(String(resolveValue(argument, given)), given),
  'Fn::FindInMap': (argument, given) => {
    const [map, first, second] = list(argument, given, 'Fn::FindInMap').map(String);
    const found = given.stack.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (found === undefined) throw unresolvable(given, 'Fn::FindInMap');
    return found;
  },
};

/** The value of the output that is exported under this name; the output belongs to one of the stacks. */
function imported(name: string, given: Arguments): unknown {
  for (const stack of given.stacks) {
    const from = { ...given, stack };
    const outputs = Object.values(stack.template.Outputs ?? {});
    const found = outputs.find(({ Export }) => Export !== undefined && resolveValue(Export.Name, from) === name);
    if (found !== undefined) return resolveValue(found.Value, from);
  }
  throw refused(given, `no stack that is served exports ${name}`);
}

/**
 * `{{resolve:ssm:<name>}}` or `{{resolve:ssm:<name>:<version>}}` (CloudFormation User Guide, dynamic references). The CDK
 * also writes one as the parts of an `Fn::Join`.
 */
const withParameters = (text: string, given: Arguments): string =>
  text.replace(/\{\{resolve:([\w-]+):([^:}]+)[^}]*\}\}/g, (_, service: string, name: string) => {
    if (service !== 'ssm') throw unresolvable(given, `{{resolve:${service}}}`);
    return parameterValue(name, given);
  });

/** The value of a parameter of Systems Manager, which must be in the stack: nothing else is known of the account. */
function parameterValue(name: string, given: Arguments): string {
  const { Resources } = given.stack.template;
  const found = Object.entries(Resources).find(
    ([id, { Type }]) => Type === 'AWS::SSM::Parameter' && lookUp(id, 'Ref', given) === name,
  );
  if (found === undefined) {
    throw refused(given, `no AWS::SSM::Parameter of the stack has the name ${name}`);
  }
  return lookUp(found[0], 'Value', given);
}

function substitute(argument: unknown, given: Arguments): string {
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const [text, variables] = parts;
  const own = Object.fromEntries(Object.entries(resolveValue(variables, given) ?? {}));
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(own, name)) return String(own[name]);
    const [id = '', ...attribute] = name.split('.');
    return String(attribute.length === 0 ? reference(name, given) : attributeOf(id, attribute.join('.'), given));
  });
}

function pair(argument: unknown, given: Arguments, name: string): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) throw unresolvable(given, name);
  return [argument[0], argument[1]];
}

function list(value: unknown, given: Arguments, name: string): unknown[] {
  const resolved = resolveValue(value, given);
  if (!Array.isArray(resolved)) throw unresolvable(given, name);
  return resolved;
}

function reference(name: string, given: Arguments): unknown {
  const { stack } = given;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': stack.account,
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  if (name === 'AWS::NoValue') return undefined;
  if (Object.hasOwn(pseudo, name)) return pseudo[name];
  const parameters = stack.template.Parameters ?? {};
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter !== undefined) {
    if (parameter.Default === undefined) {
      throw refused(given, `the parameter ${name} needs a default: the local run takes no parameters`);
    }
    const { Type, Default } = parameter;
    const isName = Type.startsWith('AWS::SSM::Parameter::Value<') && typeof Default === 'string';
    return isName ? parameterValue(Default, given) : Default;
  }
  return lookUp(name, 'Ref', given);
}

const attributeOf = (id: string, attribute: string, given: Arguments): string => lookUp(id, attribute, given);

function lookUp(id: string, attribute: string, given: Arguments): string {
  const resource = Object.hasOwn(given.stack.template.Resources, id) ? given.stack.template.Resources[id] : undefined;
  if (resource === undefined) throw refused(given, `there is no resource or parameter ${id}`);
  if (!Object.hasOwn(COVERAGE, resource.Type)) return placeholder({ id, type: resource.Type, attribute }, given.stack);
  const attributes = Object.hasOwn(ATTRIBUTES, resource.Type) ? ATTRIBUTES[resource.Type] : undefined;
  const make = attributes !== undefined && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (make === undefined) {
    throw refused(given, `the local run does not know ${attribute} of ${id} (${resource.Type})`);
  }
  const property = (name: string): unknown => resolveValue(resource.Properties?.[name], given);
  return make({ id, stack: given.stack, property });
}

/** A value for something of a type that is not served: whatever asks for it in vain shows why. */
function placeholder({ id, type, attribute }: Attribute, { region, account }: AssemblyStack): string {
  const name = `${id}-${NOT_SERVED_HERE}`;
  const service = type.split('::')[1]?.toLowerCase() ?? '';
  return attribute.endsWith('Arn') ? `arn:aws:${service}:${region}:${account}:${name}` : name;
}
/** The logical ids of what is not served, in any stack, that a value names. */
export const placeholdersIn = (value: unknown): readonly string[] =>
  [...(JSON.stringify(value) ?? '').matchAll(PLACEHOLDER)].map(([, id]) => id ?? '');
const PLACEHOLDER = new RegExp(`(\\w+)-${NOT_SERVED_HERE}`, 'g');

interface Attribute {
  readonly id: string;
  readonly type: string;
  readonly attribute: string;
}

const refused = ({ where }: Arguments, why: string): StartRefusal => new StartRefusal(`cannot serve ${where}: ${why}`);

const unresolvable = (given: Arguments, name: string): StartRefusal =>
  refused(given, `the local run cannot resolve this ${name}`);
