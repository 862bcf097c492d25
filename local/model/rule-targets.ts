/** What EventBridge rules have in common, with a schedule or with an event pattern: they are enabled and invoke functions. */
import { globMatches } from '../glob';
import { type Permission, permissionsOf, type StackFunctions } from './functions';
import { refuse, type ServedResource, type ServedStack } from './resources';

/** Where the targets of a stack's rules are looked up. */
export interface RuleScope {
  readonly served: ServedStack;
  readonly functionAt: StackFunctions['at'];
  /** Those that let EventBridge invoke a function. */
  readonly permissions: readonly Permission[];
}

export const ruleScope = (served: ServedStack, functionAt: StackFunctions['at']): RuleScope => ({
  served,
  functionAt,
  permissions: permissionsOf(served, 'events.amazonaws.com'),
});

export function refuseDisabled(rule: ServedResource, State: string): void {
  if (State !== 'ENABLED')
    throw refuse(rule, 'State', `the local run serves enabled rules, not ${State}: leave the rule out`);
}

/** The function that the rule may invoke; an unknown one, or one that it may not invoke, is refused. */
export function targetFunction(
  rule: ServedResource,
  target: string,
  { served, functionAt, permissions }: RuleScope,
): string {
  const spec = functionAt(target);
  if (spec === undefined) throw refuse(rule, 'Targets.Arn', `${target} is not a function of the stack`);
  const arn = served.references(rule.id, 'Arn');
  if (!permissions.some((one) => one.functionArn === target && globMatches(one.source, arn)))
    throw refuse(rule, 'Targets.Arn', 'no AWS::Lambda::Permission lets this rule invoke the function');
  return spec.arn;
}

export function inputOf(rule: ServedResource, Input: string): unknown {
  try {
    return JSON.parse(Input);
  } catch {
    throw refuse(rule, 'Targets.Input', `must be JSON, not ${Input}`);
  }
}
