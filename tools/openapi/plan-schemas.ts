/** The schemas of plans, and of what accounts and keys show of theirs. */
import { PLAN_NAME, QUOTA_PERIODS } from '../../lambda/domain/plans';
import { type Members, object, oneOf, type Schema } from './schema-builders';

export const plan: Schema = { type: 'string', pattern: PLAN_NAME.source, examples: ['free'] };
export const limits: Schema = {
  ...object({
    plan,
    shared: {
      type: 'boolean',
      description:
        'True while the calls are counted under the native API key that the plan’s accounts share: at the same rate, and ' +
        'without a quota.',
    },
    pending: { type: 'boolean', description: 'True while a native API key of its own is on its way.' },
  }),
  description: 'The plan that holds it now. Absent without a plan.',
};

export const ownPlan: Members = {
  'plan?': { ...plan, description: 'The key’s own. Absent: the key uses the account’s budget.' },
  'limits?': {
    ...limits,
    description: 'Of a key with a plan of its own: the plan that holds it now, the account’s if that is smaller.',
  },
};

export const plans: Schema = object({
  items: {
    type: 'array',
    maxItems: 100,
    items: object({
      name: plan,
      ratePerSecond: { type: 'integer', minimum: 1, description: 'Requests a second, in the long run.' },
      burst: { type: 'integer', minimum: 1, description: 'Requests at one moment.' },
      'quota?': object({ limit: { type: 'integer', minimum: 1 }, period: oneOf(QUOTA_PERIODS) }),
    }),
  },
});
