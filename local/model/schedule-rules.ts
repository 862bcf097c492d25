/** The EventBridge rules of a stack that invoke functions at a fixed rate, each with a constant input. */
import { z } from 'zod';
import type { StackFunctions } from './functions';
import { ofType, read, refuse, type ServedResource, type ServedStack } from './resources';
import { inputOf, refuseDisabled, type RuleScope, ruleScope, targetFunction } from './rule-targets';

export interface ScheduleModel {
  readonly logicalId: string;
  readonly periodMs: number;
  readonly targets: readonly ScheduleTarget[];
}
export interface ScheduleTarget {
  readonly functionArn: string;
  readonly input: unknown;
}

/** Only rules of this bus have a schedule (EventBridge User Guide, Rules that run on a schedule). */
const DEFAULT_BUS = 'default';

const ruleSchema = z.object({
  EventBusName: z.string().default(DEFAULT_BUS),
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string() })).min(1),
});

export function schedulesOf(served: ServedStack, functionAt: StackFunctions['at']): ScheduleModel[] {
  const scope = ruleScope(served, functionAt);
  return ofType(served, 'AWS::Events::Rule')
    .filter(({ properties }) => properties.EventPattern === undefined)
    .flatMap((rule) => served.notServed.attempt(rule, () => scheduleOf(rule, scope)) ?? []);
}

function scheduleOf(rule: ServedResource, scope: RuleScope): ScheduleModel {
  const { EventBusName, ScheduleExpression, State, Targets } = read(rule, ruleSchema);
  if (EventBusName !== DEFAULT_BUS)
    throw refuse(rule, 'EventBusName', `a schedule is a rule of the default bus, not of ${EventBusName}`);
  refuseDisabled(rule, State);
  const targets = Targets.map(({ Arn, Input }) => ({
    functionArn: targetFunction(rule, Arn, scope),
    input: inputOf(rule, Input),
  }));
  return { logicalId: rule.id, periodMs: periodOf(rule, ScheduleExpression), targets };
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The longest delay of a timer in Node.js is 2^31 - 1 milliseconds, nearly 25 days. */
const LONGEST_MS = 2_147_483_647;

/**
 * The period of `rate(<number> <unit>)`. The unit is singular after 1 and plural after any other number (EventBridge
 * User Guide, Rate expressions).
 */
function periodOf(rule: ServedResource, expression: string): number {
  const [, count = '', unit, plural] = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (unit === undefined || (count === '1') === (plural === 's')) {
    throw refuse(rule, 'ScheduleExpression', `the local run serves rate(<number> <unit>), not ${expression}`);
  }
  const period = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (period > LONGEST_MS)
    throw refuse(rule, 'ScheduleExpression', `${expression} is longer than 24 days, the longest timer of Node.js`);
  return period;
}
