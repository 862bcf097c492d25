/**
 * The plans of a deployment as usage plans of API Gateway on every stage of the guarded API. Each plan has two, whether or
 * not it has a quota: one for its owners' own native keys, and one without quota for its shared native key, which serves
 * until their own do. So a quota that comes or goes moves no native key: CloudFormation would put it into its new usage plan
 * before it takes it out of the old one, and API Gateway refuses a native key in two usage plans of one stage. Accounts
 * without a plan have the shared key of the built-in plan `unlimited`.
 *
 * The ids of the usage plans must not become part of what the API's methods need, such as a function: a stage needs all
 * methods, and a usage plan needs the stage.
 */
import { Lazy } from 'aws-cdk-lib';
import { CfnApiKey, CfnMethod, CfnRestApi, CfnStage, CfnUsagePlan, CfnUsagePlanKey } from 'aws-cdk-lib/aws-apigateway';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { type NamedPlan, type Plan, plansText, sharedNativeKey, UNLIMITED } from '../../lambda/domain/plans';
import { nativeKeyPrefix } from '../names';
import type { Settings } from '../settings';
import { type DeployedPlans, namedPlans } from './plan-checks';
import { usagePlanKeysArn } from '../functions/function-actions';
import { setProperties } from '../cdk/cdk-versions';
import { isInside } from '../cdk/origin';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { propertiesOf } from '../cdk/rendered';

/** Where API Gateway gets native keys from: not from a header of the caller. */
const SOURCE = 'AUTHORIZER';

/** Undefined without plans. */
export function deployedPlans(scope: Construct, settings: Settings): DeployedPlans | undefined {
  const named = namedPlans(settings);
  if (named === undefined) return undefined;
  const prefix = nativeKeyPrefix(scope, settings);
  return { named, nativeKeyPrefix: prefix, environment: { PLANS: plansText(named), NATIVE_KEY_PREFIX: prefix } };
}

export interface UsagePlansProps {
  readonly api: RestApi;
  readonly plans: DeployedPlans;
}

export class UsagePlans extends Construct {
  /** The id of the usage plan of each plan, by the plan's name; without the plans of shared keys. */
  readonly ids: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: UsagePlansProps,
  ) {
    super(scope, id);
    const { api, plans } = props;
    if (isOfType(CfnRestApi)(api.node.defaultChild)) setProperties(api.node.defaultChild, { ApiKeySourceType: SOURCE });
    this.ids = Object.fromEntries(plans.named.map((plan) => [plan.name, this.addPlan(plan).ref]));
    const unlimited = new Construct(this, UNLIMITED);
    this.addSharedKey(unlimited, UNLIMITED, this.usagePlan(unlimited, 'Plan', { name: UNLIMITED }));
    this.node.addValidation({ validate: () => lateStageErrors(api) });
  }

  /** In the stack of the usage plans, because the function's stack must not need them. */
  letAssociate({ role }: IFunction): void {
    if (role === undefined) return;
    const resources = Object.values(this.ids).map(usagePlanKeysArn);
    const statements = [new PolicyStatement({ actions: ['apigateway:GET', 'apigateway:POST'], resources })];
    new Policy(this, 'Association', { roles: [role], statements });
  }

  private addPlan(plan: NamedPlan): CfnUsagePlan {
    const place = new Construct(this, plan.name);
    const own = this.usagePlan(place, 'Plan', plan);
    const { name, ratePerSecond, burst } = plan;
    this.addSharedKey(place, name, this.usagePlan(place, 'SharedPlan', { name, ratePerSecond, burst }));
    return own;
  }

  private usagePlan(scope: Construct, id: string, plan: Partial<Plan> & Pick<NamedPlan, 'name'>): CfnUsagePlan {
    const { ratePerSecond, burst, quota } = plan;
    return new CfnUsagePlan(scope, id, {
      usagePlanName: `${this.props.plans.nativeKeyPrefix}-${plan.name}${id === 'Plan' ? '' : ' (shared)'}`,
      apiStages: Lazy.any({ produce: () => this.stages() }),
      ...(ratePerSecond !== undefined && { throttle: { rateLimit: ratePerSecond, burstLimit: burst } }),
      ...(quota && { quota: { limit: quota.limit, period: quota.period.toUpperCase() } }),
    });
  }

  /** A stage by its reference, so that it is deployed first. Lazy, as the app may make a stage at any time. */
  private stages(): CfnUsagePlan.ApiStageProperty[] {
    const { api } = this.props;
    return stagesOf(api)
      .filter((stage) => isInside(stage, api.stack))
      .map(({ ref }) => ({ apiId: api.restApiId, stage: ref }));
  }

  private addSharedKey(scope: Construct, plan: string, { ref: usagePlanId }: CfnUsagePlan): void {
    const value = sharedNativeKey(this.props.plans, plan);
    const key = new CfnApiKey(scope, 'SharedKey', {
      name: value,
      value,
      enabled: true,
      description:
        'Counts the calls of whoever has no native key of its own. No credential: no method takes it from a caller.',
    });
    new CfnUsagePlanKey(scope, 'SharedKeyInPlan', { keyId: key.ref, keyType: 'API_KEY', usagePlanId });
  }
}

const stagesOf = (api: RestApi): readonly CfnStage[] => partsOf(api, isOfType(CfnStage));

/** A stage of a stack that is deployed after the API's cannot be named by a usage plan in the API's stack. */
const lateStageErrors = (api: RestApi): string[] =>
  stagesOf(api)
    .filter((stage) => !isInside(stage, api.stack))
    .map(
      (stage) =>
        `${stage.node.path} is a stage of ${api.node.path} in the stack ${stage.stack.node.path}, where the plans of the stack ` +
        `${api.stack.node.path} cannot hold; put the stage into that stack or one of its nested stacks, or leave plans out`,
    );

/**
 * One error message for each method that takes a native key from the caller's header: with plans, API Gateway takes native
 * keys from an authorizer alone. An app that chose that source itself has an authorizer which names the key. The source is
 * judged as it was set and as it is rendered, with what overrides and Aspects changed.
 */
export function nativeKeyErrors(api: RestApi, isDeclared: (method: IConstruct) => boolean): readonly string[] {
  const resource = api.node.defaultChild;
  if (!isOfType(CfnRestApi)(resource)) return [];
  const { apiKeySourceType: chosen } = resource;
  const { ApiKeySourceType: rendered = 'HEADER, its default' } = propertiesOf(resource);
  const wrong = [chosen ?? SOURCE, rendered].find((source) => source !== SOURCE);
  if (wrong !== undefined)
    return [
      `${api.node.path} has the apiKeySourceType ${typeof wrong === 'string' ? wrong : JSON.stringify(wrong)}, but with ` +
        'plans API Gateway must get native keys from the authorizer; remove apiKeySourceType and what overrides it, or leave ' +
        'plans out',
    ];
  if (chosen === SOURCE) return [];
  return partsOf(api, isOfType(CfnMethod))
    .filter((method) => !isDeclared(method) && propertiesOf(method).ApiKeyRequired === true)
    .map(
      (method) =>
        `${method.node.path} needs a native API key from the caller, which API Gateway cannot take where Sallyport has plans; ` +
        'protect the method with Sallyport, remove its apiKeyRequired, or leave plans out',
    );
}
