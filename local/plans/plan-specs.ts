/** Usage plans and native API keys as their template describes them, with every reference resolved. */
import type { Limit } from '../gateway/token-bucket';

/** A stage of a REST API. */
export interface ApiStage {
  readonly apiId: string;
  readonly stage: string;
}

export interface Quota {
  readonly limit: number;
  /** Requests that are subtracted from the limit in the first period of a key. */
  readonly offset: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
}

export interface UsagePlanSpec {
  readonly planId: string;
  readonly stages: readonly ApiStage[];
  /** Absent: no key of the plan is throttled. */
  readonly throttle?: Limit;
  readonly quota?: Quota;
}

/** A native API key: one that API Gateway keeps. */
export interface NativeKey {
  readonly keyId: string;
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface KeyOfPlan {
  readonly keyId: string;
  readonly planId: string;
}

/** What a template has of usage plans. */
export interface PlanSpecs {
  readonly plans: readonly UsagePlanSpec[];
  readonly keys: readonly NativeKey[];
  readonly associations: readonly KeyOfPlan[];
}
