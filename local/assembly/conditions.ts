/**
 * Decides the conditions of a template (CloudFormation template reference, condition functions) before anything else reads
 * it, so that what an `Fn::If` chooses is checked as if it stood there alone. What depends on a condition that cannot be
 * decided stays as it is, and is not served.
 */
import { isJsonObject } from '../json';
import { StartRefusal } from '../refusal';
import type { AssemblyStack } from './assembly';
import { createResolver, type Resolve } from './resolver';

/** Whether a condition holds; undefined when that is not known. */
type Holds = (name: unknown) => boolean | undefined;

/** The stack with each `Fn::If` of its template replaced by its branch, and without what does not exist. */
export function decided(stack: AssemblyStack): AssemblyStack {
  const { template } = stack;
  const { Conditions, Resources, Outputs } = template;
  if (!isJsonObject(Conditions)) return stack;
  const holds = deciderOf(Conditions, createResolver(stack));
  const parts = {
    Resources: existing(Resources, holds),
    ...(Outputs && { Outputs: existing(Outputs, holds) }),
  };
  return { ...stack, template: { ...template, ...parts } };
}

/** The resources or outputs whose condition holds, without it; one that is not decided keeps it. */
function existing<T extends object>(all: Readonly<Record<string, T>>, holds: Holds): Record<string, T> {
  const entries = Object.entries(all).flatMap(([id, one]): [string, T][] => {
    const { Condition, ...rest } = one as T & { Condition?: unknown };
    const holding = Condition === undefined || holds(Condition);
    if (holding === false) return [];
    return [[id, chosen(holding === true ? rest : one, holds) as T]];
  });
  return Object.fromEntries(entries);
}

/** Stands for a property or an element that an `Fn::If` leaves out. */
const NOTHING = Symbol('AWS::NoValue');

function chosen(value: unknown, holds: Holds): unknown {
  if (Array.isArray(value)) return value.map((one) => chosen(one, holds)).filter((one) => one !== NOTHING);
  if (!isJsonObject(value)) return value;
  const branches = value['Fn::If'];
  const holding = Array.isArray(branches) && branches.length === 3 ? holds(branches[0]) : undefined;
  if (Array.isArray(branches) && holding !== undefined) {
    const branch: unknown = branches[holding ? 1 : 2];
    return isJsonObject(branch) && branch.Ref === 'AWS::NoValue' ? NOTHING : chosen(branch, holds);
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, chosen(inner, holds)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NOTHING));
}

function deciderOf(conditions: Readonly<Record<string, unknown>>, resolve: Resolve): Holds {
  const evaluate = (condition: unknown): boolean => {
    const [[name, argument] = ['', undefined]] = Object.entries(isJsonObject(condition) ? condition : {});
    const parts: readonly unknown[] = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return evaluate(conditions[String(argument)]);
      case 'Fn::Equals':
        return String(resolve(parts[0], 'a condition')) === String(resolve(parts[1], 'a condition'));
      case 'Fn::Not':
        return !evaluate(parts[0]);
      case 'Fn::And':
        return parts.every(evaluate);
      case 'Fn::Or':
        return parts.some(evaluate);
      default:
        throw new StartRefusal(`the local run cannot decide ${name}`);
    }
  };
  return (name) => {
    try {
      return evaluate({ Condition: name });
    } catch (error) {
      if (error instanceof StartRefusal) return undefined;
      throw error;
    }
  };
}
