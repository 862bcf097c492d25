/**
 * Tells which resource of the app a value of a template stands for, also when the value reaches another stack as a
 * parameter of a nested stack, as an export, or through a parameter of Systems Manager.
 */
import { CfnOutput, CfnParameter, CfnResource, NestedStack, Reference, Stack, Stage, Tokenization } from 'aws-cdk-lib';
import { CfnParameter as StoredParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';

/** A value, and the stack in whose template it has its meaning. */
interface Placed {
  readonly value: unknown;
  readonly stack: Stack;
}

/**
 * Returns a text that two values share exactly if they stand for the same attribute of the same resource. Undefined for a
 * value of which a synth cannot tell that: a literal, or an import of something that the app does not make.
 */
export function originOf(value: unknown, stack: Stack): string | undefined {
  const reference = Tokenization.reverse(value, { failConcat: false });
  const target = Reference.isReference(reference) ? reference.target : undefined;
  const home = target === undefined ? stack : Stack.of(target);
  const named: unknown = home.resolve(value);
  if (typeof named !== 'object' || named === null) return undefined;
  if (!CfnResource.isCfnResource(target)) {
    const parameter = 'Ref' in named ? parameterOf(home, named.Ref) : undefined;
    const given = parameter ? givenTo(parameter) : 'Fn::ImportValue' in named ? exported(named, home) : undefined;
    if (given !== undefined) return originOf(given.value, given.stack);
    if (parameter !== undefined) return undefined;
  }
  return 'Ref' in named || 'Fn::GetAtt' in named ? `${home.node.path} ${JSON.stringify(named)}` : undefined;
}

/** Every construct that is deployed with this one: the same CDK `Stage`, or else the same app. */
export const treeOf = (construct: IConstruct): readonly IConstruct[] =>
  (Stage.of(construct) ?? construct.node.root).node.findAll();

/** The stack that holds this construct and all the nested stacks around the construct. */
export function outerStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent === undefined ? stack : outerStackOf(stack.nestedStackParent);
}

/** Whether a construct is in this stack or in a nested stack of the stack. */
export function isInside(construct: IConstruct, outer: Stack): boolean {
  const stack = Stack.of(construct);
  if (stack === outer) return true;
  return stack.nestedStackParent !== undefined && isInside(stack.nestedStackParent, outer);
}

const parameterOf = (stack: Stack, logicalId: unknown): CfnParameter | undefined =>
  stack.node
    .findAll()
    .filter((construct) => construct instanceof CfnParameter)
    .find((parameter) => parameter.stack === stack && stack.resolve(parameter.logicalId) === logicalId);

/** What the app gives to a parameter of a template, if the app does. */
function givenTo(parameter: CfnParameter): Placed | undefined {
  const { stack, type } = parameter;
  if (type.startsWith('AWS::SSM::Parameter::Value')) return stored(parameter.default, stack);
  const { nestedStackParent: parent, nestedStackResource: nested } = stack;
  if (!(stack instanceof NestedStack) || parent === undefined || nested === undefined) return undefined;
  const given: unknown = 'parameters' in nested ? parent.resolve(nested.parameters) : undefined;
  const values = new Map<string, unknown>(Object.entries(given ?? {}));
  const value = values.get(String(stack.resolve(parameter.logicalId)));
  return value === undefined ? undefined : { value, stack: parent };
}

function stored(name: unknown, stack: Stack): Placed | undefined {
  const found = treeOf(stack).find(
    (construct): construct is StoredParameter => construct instanceof StoredParameter && construct.name === name,
  );
  return found && { value: found.value, stack: found.stack };
}

function exported(imported: { readonly 'Fn::ImportValue'?: unknown }, stack: Stack): Placed | undefined {
  const name = JSON.stringify(imported['Fn::ImportValue']);
  const found = treeOf(stack).find(
    (construct): construct is CfnOutput =>
      construct instanceof CfnOutput && JSON.stringify(construct.stack.resolve(construct.exportName)) === name,
  );
  return found && { value: found.value, stack: found.stack };
}
