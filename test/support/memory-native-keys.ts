/**
 * The `NativeKeys` port in memory. It passes the same contract suite as the adapter for API Gateway. A test can read its
 * native keys, and can make single calls fail or be refused.
 */
import { DependencyError } from '../../lambda/domain/outcome';
import type { NativeKey, NativeKeyAnswer, NativeKeyRefusal, NativeKeys } from '../../lambda/domain/ports/native-keys';
import type { Page } from '../../lambda/domain/ports/table';

/** What happens instead of a call, or around it: a failure `before` or `after` it is carried out, or a refusal. */
export type KeyInterference = 'before' | 'after' | NativeKeyRefusal | (() => unknown);
export type NativeKeyMethod = keyof NativeKeys;

interface Stored extends NativeKey {
  plan?: string;
}

export class MemoryNativeKeys implements NativeKeys {
  /** The called methods, in order. */
  readonly calls: NativeKeyMethod[] = [];
  private readonly keys = new Map<string, Stored>();
  private plans: { readonly method: NativeKeyMethod; readonly how: KeyInterference; left: number }[] = [];
  private made = 0;

  constructor(
    private readonly options: {
      readonly usagePlanIds: readonly string[];
      readonly mostKeys?: number;
      readonly pageSize?: number;
    },
  ) {}

  /** Interferes once: with the nth call of the method, counted from now. A function is called before the call. */
  interfere(method: NativeKeyMethod, how: KeyInterference, nth = 1): void {
    this.plans.push({ method, how, left: nth });
  }

  /** Each native key's usage plan, by name; undefined for one in no plan. */
  all(): Readonly<Record<string, string | undefined>> {
    return Object.fromEntries([...this.keys.values()].map(({ name, plan }) => [name, plan]));
  }

  /** Makes a native key without a call of the port. */
  put(name: string, plan?: string): string {
    const nativeKeyId = `key${String((this.made += 1)).padStart(7, '0')}`;
    this.keys.set(nativeKeyId, { nativeKeyId, name, ...(plan !== undefined && { plan }) });
    return nativeKeyId;
  }

  /** Deletes a native key without a call of the port, or takes it out of its plan. */
  lose(name: string, what: 'key' | 'association' = 'key'): void {
    for (const key of [...this.keys.values()].filter((one) => one.name === name)) {
      if (what === 'key') this.keys.delete(key.nativeKeyId);
      else delete key.plan;
    }
  }

  create(name: string): ReturnType<NativeKeys['create']> {
    return this.#call('create', () => {
      if ([...this.keys.values()].some((key) => key.name === name)) return refused('exists');
      if (this.keys.size >= (this.options.mostKeys ?? 10_000)) return refused('full');
      return ok({ nativeKeyId: this.put(name), name });
    });
  }

  list(namePrefix: string, after?: string): ReturnType<NativeKeys['list']> {
    return this.#call('list', () => ok(this.#page(({ name }) => name.startsWith(namePrefix), after)));
  }

  associate({ nativeKeyId }: NativeKey, usagePlanId: string): ReturnType<NativeKeys['associate']> {
    return this.#call('associate', () => {
      const key = this.keys.get(nativeKeyId);
      if (key === undefined || !this.options.usagePlanIds.includes(usagePlanId)) return refused('absent');
      if (key.plan !== undefined) return key.plan === usagePlanId ? ok('before' as const) : refused('taken');
      key.plan = usagePlanId;
      return ok('now' as const);
    });
  }

  listOfPlan(usagePlanId: string, after?: string): ReturnType<NativeKeys['listOfPlan']> {
    return this.#call('listOfPlan', () =>
      this.options.usagePlanIds.includes(usagePlanId)
        ? ok(this.#page(({ plan }) => plan === usagePlanId, after))
        : refused('absent'),
    );
  }

  delete(nativeKeyId: string): ReturnType<NativeKeys['delete']> {
    return this.#call('delete', () => {
      this.keys.delete(nativeKeyId);
      return ok(undefined);
    });
  }

  #page(isWanted: (key: Stored) => boolean, after = ''): Page<NativeKey> {
    const { pageSize = 500 } = this.options;
    const rest = [...this.keys.values()].filter((key) => isWanted(key) && key.nativeKeyId > after);
    const items = rest.slice(0, pageSize).map(({ nativeKeyId, name }) => ({ nativeKeyId, name }));
    const last = items.at(-1);
    return rest.length > items.length && last ? { items, next: last.nativeKeyId } : { items };
  }

  async #call<T, R extends NativeKeyRefusal>(
    method: NativeKeyMethod,
    work: () => NativeKeyAnswer<T, R>,
  ): Promise<NativeKeyAnswer<T, R>> {
    this.calls.push(method);
    const [plan] = this.plans.filter((one) => one.method === method && (one.left -= 1) === 0);
    this.plans = this.plans.filter(({ left }) => left > 0);
    if (plan === undefined) return work();
    const { how } = plan;
    if (typeof how === 'function') {
      await how();
      return work();
    }
    if (how !== 'before' && how !== 'after') return refused(how as R);
    if (how === 'after') work();
    throw new DependencyError('api-gateway', `no answer to ${method}`);
  }
}

const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
const refused = <R extends NativeKeyRefusal>(refusal: R): NativeKeyAnswer<never, R> =>
  ({ ok: false, refusal }) as NativeKeyAnswer<never, R>;
