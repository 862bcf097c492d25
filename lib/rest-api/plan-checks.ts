/** The plans of a deployment, as its parts need them; and the checks that stop the synth for a plan that cannot be deployed. */
import { PLAN_NAME, plansText, UNLIMITED, type NamedPlan, type Plan, QUOTA_PERIODS } from '../../lambda/domain/plans';
import { type NamesOf, refuseUnknown } from '../cdk/known-names';
import { checkWhole, failSynth, invalid, isObject } from '../cdk/synth-errors';
import { roomInEnvironment } from '../management-api/portal-checks';
import type { SallyportProps } from '../sallyport-props';

const PLAN: NamesOf<Plan> = { ratePerSecond: true, burst: true, quota: true };
const QUOTA: NamesOf<NonNullable<Plan['quota']>> = { limit: true, period: true };

/** Names that are not free: that of the built-in plan, and one for which the CDK finds a construct in any scope. */
const TAKEN: readonly string[] = [UNLIMITED, 'constructor'];
/** CloudFormation allows 500 resources in a stack, of which a plan takes four. */
const MOST_PLANS = 100;

export interface DeployedPlans {
  readonly named: readonly NamedPlan[];
  /** How the value of each native key of the deployment begins. */
  readonly nativeKeyPrefix: string;
  /** For the functions that say whose budget a call uses, or what a plan allows. */
  readonly environment: Readonly<Record<'PLANS' | 'NATIVE_KEY_PREFIX', string>>;
}

/** The plans in the deployer's order; undefined without plans. */
export const namedPlans = ({ plans }: Pick<SallyportProps, 'plans'>): readonly NamedPlan[] | undefined =>
  plans && Object.entries(plans).map(([name, plan]) => ({ name, ...plan }));

/** Takes the props as they were given, because `enforcePlans` has a default. */
export function checkPlans(props: Pick<SallyportProps, 'plans' | 'enforcePlans' | 'scopes' | 'portal'>): void {
  const { plans, enforcePlans, scopes } = props;
  if (plans === undefined) {
    if (enforcePlans === undefined) return;
    failSynth(`enforcePlans is ${String(enforcePlans)}, but there are no plans to enforce; set plans, or leave it out`);
  }
  if (!isObject(plans)) invalid('plans', plans, 'an object, such as { free: { ratePerSecond: 5, burst: 10 } }');
  const named = Object.entries(plans);
  if (named.length < 1 || named.length > MOST_PLANS)
    invalid('the number of plans', named.length, `1 to ${MOST_PLANS}; without plans leave out the prop`);
  for (const [name, plan] of named) {
    if (!PLAN_NAME.test(name) || TAKEN.includes(name))
      invalid(
        'the name of a plan',
        name,
        '1 to 30 lower-case letters, digits and hyphens, beginning with a letter, and not "unlimited" or "constructor"',
      );
    checkPlan(name, plan);
  }
  const length = [...Object.keys(scopes), plansText(namedPlans({ plans }) ?? [])].join(' ').length;
  const most = roomInEnvironment(props.portal);
  if (length > most) invalid('the length of all plans and scopes together', length, `up to ${most} characters`);
}

function checkPlan(name: string, plan: Plan): void {
  if (!isObject(plan)) invalid(`the plan ${name}`, plan, 'an object, such as { ratePerSecond: 5, burst: 10 }');
  refuseUnknown(`a member of the plan ${name}`, plan, PLAN);
  checkWhole(`ratePerSecond of the plan ${name}`, plan.ratePerSecond, {});
  checkWhole(`burst of the plan ${name}`, plan.burst, {});
  const { quota } = plan;
  if (quota === undefined) return;
  if (!isObject(quota)) invalid(`the quota of the plan ${name}`, quota, '{ limit: 10_000, period: "month" }');
  refuseUnknown(`a member of the quota of the plan ${name}`, quota, QUOTA);
  checkWhole(`the quota’s limit of the plan ${name}`, quota.limit, {});
  if (!QUOTA_PERIODS.includes(quota.period))
    invalid(`the quota’s period of the plan ${name}`, quota.period, QUOTA_PERIODS.map((one) => `"${one}"`).join(', '));
}
