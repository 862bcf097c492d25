/** A deployment with two plans: `free` is within `pro`. */
import { plansFrom } from '../../lambda/domain/plans';

export const PLANS = plansFrom('free 5 10 10000 month,pro 100 200', '0123456789-orders-live');
