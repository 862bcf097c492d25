/**
 * The native keys of the run's AWS account and the plans that they are in: those of the template, and what the API made
 * and deleted. What the API associates takes effect after a delay, as at AWS; what the template associates, at once.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type KeptFile, openKeptFile } from '../kept-file';
import type { LocalClock } from '../types';
import type { ApiStage, KeyOfPlan, NativeKey, PlanSpecs, UsagePlanSpec } from './plan-specs';

const keySchema = z.object({
  keyId: z.string(),
  name: z.string(),
  value: z.string(),
  enabled: z.boolean(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
const associationSchema = z.object({
  keyId: z.string(),
  planId: z.string(),
  /** When it takes effect, epoch milliseconds. */
  from: z.number(),
});
const keptSchema = z.object({
  /** What the API made. */
  keys: z.array(keySchema),
  associations: z.array(associationSchema),
  /** Ids of the template's keys that the API deleted. */
  deleted: z.array(z.string()),
});
type StoredKey = z.infer<typeof keySchema>;
type Association = z.infer<typeof associationSchema>;

export interface NativeKeysOptions {
  readonly clock: LocalClock;
  /** Where keys are kept from one run to the next. */
  readonly directory?: string | undefined;
  /** Milliseconds of the run's time. @default 0 */
  readonly associationDelay?: number | undefined;
  /** The most keys. @default 10,000, which AWS does not raise (Amazon API Gateway quotas) */
  readonly maxKeys?: number | undefined;
}
const MAX_KEYS = 10_000;

export class NativeKeys {
  private readonly keys: Map<string, StoredKey>;
  private readonly idByValue: Map<string, string>;
  private readonly plans: ReadonlyMap<string, UsagePlanSpec>;
  private readonly deleted: Set<string>;
  private associations: readonly Association[];
  private readonly file: KeptFile<z.infer<typeof keptSchema>>;

  constructor(
    private readonly specs: PlanSpecs,
    private readonly options: NativeKeysOptions,
  ) {
    const { directory, clock } = options;
    const what = ['a list of native keys', 'the keys of the template'] as const;
    this.file = openKeptFile({ directory, name: 'native-keys.json', what, schema: keptSchema });
    const kept = this.file.load() ?? { keys: [], associations: [], deleted: [] };
    this.deleted = new Set(kept.deleted);
    const own = specs.keys.map((key) => ({ ...key, createdAt: clock.now() }));
    const alive = [...own, ...kept.keys].filter(({ keyId }) => !this.deleted.has(keyId));
    this.keys = new Map(alive.map((key) => [key.keyId, key]));
    this.idByValue = new Map(alive.map(({ value, keyId }) => [value, keyId]));
    this.plans = new Map(specs.plans.map((plan) => [plan.planId, plan]));
    const all = [...specs.associations.map((one) => ({ ...one, from: 0 })), ...kept.associations];
    this.associations = all.filter(({ keyId, planId }) => this.keys.has(keyId) && this.plans.has(planId));
  }

  /** A value stands for one key (API Reference, CreateApiKey: ConflictException). Keys may have equal names. */
  create({ name, value, enabled }: Omit<NativeKey, 'keyId'>): StoredKey | 'exists' | 'full' {
    if (this.idByValue.has(value)) return 'exists';
    if (this.keys.size >= (this.options.maxKeys ?? MAX_KEYS)) return 'full';
    const keyId = BigInt(`0x${randomBytes(16).toString('hex')}`)
      .toString(36)
      .slice(-10);
    const key = { keyId, name, value, enabled, createdAt: this.options.clock.now() };
    this.keys.set(keyId, key);
    this.idByValue.set(value, keyId);
    this.save();
    return key;
  }

  /** In the order of their making. */
  list(): readonly StoredKey[] {
    return [...this.keys.values()];
  }

  get(keyId: string): StoredKey | undefined {
    return this.keys.get(keyId);
  }

  /** The ids of the plans that the key is in, whether or not that has taken effect. */
  plansOf(keyId: string): readonly string[] {
    return this.associations.filter((one) => one.keyId === keyId).map(({ planId }) => planId);
  }

  /** Undefined when there is no such plan. */
  inPlanWithId(planId: string): readonly NativeKey[] | undefined {
    if (!this.plans.has(planId)) return undefined;
    const own = this.associations.filter((one) => one.planId === planId);
    return own.flatMap(({ keyId }) => this.keys.get(keyId) ?? []);
  }

  /** False when there is no such key. */
  delete(keyId: string): boolean {
    const key = this.keys.get(keyId);
    if (key === undefined) return false;
    this.keys.delete(keyId);
    this.idByValue.delete(key.value);
    this.associations = this.associations.filter((one) => one.keyId !== keyId);
    if (this.specs.keys.some((one) => one.keyId === keyId)) this.deleted.add(keyId);
    this.save();
    return true;
  }

  /** A key is in one plan for each stage (Developer Guide, usage plans). */
  associate({ keyId, planId }: KeyOfPlan): 'done' | 'noKey' | 'noPlan' | 'exists' {
    const plan = this.plans.get(planId);
    if (plan === undefined) return 'noPlan';
    if (!this.keys.has(keyId)) return 'noKey';
    const others = this.plansOf(keyId).map((id) => this.plans.get(id));
    if (others.some((other) => other === plan || other?.stages.some((stage) => covers(plan, stage)))) return 'exists';
    const from = this.options.clock.now() + (this.options.associationDelay ?? 0);
    this.associations = [...this.associations, { keyId, planId, from }];
    this.save();
    return 'done';
  }

  /** The enabled key with this value and its plan for the stage, if their association has taken effect. */
  inPlan(value: string, stage: ApiStage): { readonly key: NativeKey; readonly plan: UsagePlanSpec } | undefined {
    const key = this.keys.get(this.idByValue.get(value) ?? '');
    if (!key?.enabled) return undefined;
    for (const { keyId, planId, from } of this.associations) {
      if (keyId !== key.keyId || from > this.options.clock.now()) continue;
      const plan = this.plans.get(planId);
      if (plan !== undefined && covers(plan, stage)) return { key, plan };
    }
    return undefined;
  }

  private save(): void {
    const made = (keyId: string): boolean => !this.specs.keys.some((one) => one.keyId === keyId);
    this.file.save({
      keys: this.list().filter(({ keyId }) => made(keyId)),
      associations: this.associations.filter(({ from }) => from > 0),
      deleted: [...this.deleted],
    });
  }
}

const covers = ({ stages }: UsagePlanSpec, { apiId, stage }: ApiStage): boolean =>
  stages.some((one) => one.apiId === apiId && one.stage === stage);
