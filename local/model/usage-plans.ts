/** The usage plans of all stacks, their native API keys, and which key is in which plan. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ACCOUNT_LIMIT } from '../gateway/token-bucket';
import type { KeyOfPlan, NativeKey, PlanSpecs, UsagePlanSpec } from '../plans/plan-specs';
import type { StartRefusal } from '../refusal';
import { ofType, read, refusalOf, type ServedResource, type ServedStack } from './resources';

const PLAN = 'AWS::ApiGateway::UsagePlan';
const KEY = 'AWS::ApiGateway::ApiKey';
const KEY_OF_PLAN = 'AWS::ApiGateway::UsagePlanKey';

const planSchema = z.object({
  ApiStages: z.array(z.object({ ApiId: z.string(), Stage: z.string() })).default([]),
  Quota: z
    .object({
      Limit: z.coerce.number(),
      Offset: z.coerce.number().default(0),
      Period: z.enum(['DAY', 'WEEK', 'MONTH']),
    })
    .optional(),
  Throttle: z
    .object({
      BurstLimit: z.coerce.number().default(ACCOUNT_LIMIT.burst),
      RateLimit: z.coerce.number().default(ACCOUNT_LIMIT.rate),
    })
    .optional(),
});
const keySchema = z.object({
  Enabled: z.boolean().default(false),
  Name: z.string().optional(),
  Value: z.string().min(20).max(128).optional(),
});
const keyOfPlanSchema = z.object({ KeyId: z.string(), UsagePlanId: z.string() });

/** What cannot be read is left out, so that less is admitted. */
export function usagePlansOf(all: readonly ServedStack[]): PlanSpecs {
  const made = <T>(type: string, make: (resource: ServedResource, served: ServedStack) => T): T[] =>
    all.flatMap((served) =>
      ofType(served, type).flatMap((one) => served.notServed.attempt(one, () => make(one, served)) ?? []),
    );
  return { plans: made(PLAN, planOf), keys: made(KEY, keyOf), associations: made(KEY_OF_PLAN, keyOfPlan) };
}

/** Why a plan, a key or an association of the stack is not served. Which methods need it is not known then. */
export const planRefusalIn = (served: ServedStack): StartRefusal | undefined =>
  ofType(served, PLAN, KEY, KEY_OF_PLAN)
    .map(refusalOf)
    .find((refusal) => refusal !== undefined);

function planOf(resource: ServedResource, { references }: ServedStack): UsagePlanSpec {
  const { ApiStages, Quota, Throttle } = read(resource, planSchema);
  return {
    planId: references(resource.id),
    stages: ApiStages.map(({ ApiId: apiId, Stage: stage }) => ({ apiId, stage })),
    ...(Throttle && { throttle: { rate: Throttle.RateLimit, burst: Throttle.BurstLimit } }),
    ...(Quota && { quota: { limit: Quota.Limit, offset: Quota.Offset, period: Quota.Period } }),
  };
}

function keyOf(resource: ServedResource, { references, stack }: ServedStack): NativeKey {
  const { Enabled, Name, Value } = read(resource, keySchema);
  return {
    keyId: references(resource.id),
    name: Name ?? `${stack.name}-${resource.id}`,
    value: Value ?? madeUp(`${stack.name}/${resource.id}`),
    enabled: Enabled,
  };
}

/** The value of a key whose template has none. It is the same at every start. */
const madeUp = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 40);

function keyOfPlan(resource: ServedResource): KeyOfPlan {
  const { KeyId: keyId, UsagePlanId: planId } = read(resource, keyOfPlanSchema);
  return { keyId, planId };
}
