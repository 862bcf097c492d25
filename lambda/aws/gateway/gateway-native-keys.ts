/**
 * The `NativeKeys` port over API Gateway's control plane. No call asks for values, because the function may list native
 * keys of others too, and theirs may be credentials.
 */
import type {
  Associated,
  NativeKey,
  NativeKeyAnswer,
  NativeKeyRefusal,
  NativeKeys,
} from '../../domain/ports/native-keys';
import type { Page } from '../../domain/ports/table';
import { callService, type ServicePolicy } from '../retry';
import type { TimeBudget } from '../time-budget';
import type { Variables } from '../environment';
import { type ControlAnswer, type ControlCall, ControlPlane, GATEWAY, unknownShape } from './control-plane';

/**
 * API Gateway takes 5 requests a second that make or delete a native key, and 10 of all kinds, each AWS account and Region.
 * Source: API Gateway quotas for creating, deploying and managing an API.
 */
export const CONTROL_POLICY: ServicePolicy = {
  dependency: GATEWAY,
  attempts: 3,
  firstPause: 600,
  longestPause: 1_200,
  callLimit: 6_000,
  rate: new Set(['ThrottlingException', 'TooManyRequestsException']),
};
/** Most native keys in one answer. Source: API Reference, GetApiKeys and GetUsagePlanKeys. */
const PAGE = '500';

const KEYS = 'apikeys';
const keysOf = (usagePlanId: string): readonly string[] => ['usageplans', usagePlanId, 'keys'];

export class GatewayNativeKeys implements NativeKeys {
  constructor(
    private readonly controlPlane: ControlPlane,
    private readonly budget: TimeBudget,
  ) {}

  create(name: string): ReturnType<NativeKeys['create']> {
    const call = { method: 'POST', path: [KEYS], body: { name, value: name, enabled: true } } as const;
    // API Gateway has no other name for the limit of native keys than for a limit of time (API Reference, CreateApiKey).
    return this.#call(call, nativeKeyIn, { ConflictException: 'exists', LimitExceededException: 'full' });
  }

  list(namePrefix: string, after?: string): ReturnType<NativeKeys['list']> {
    return this.#page([KEYS], { name: namePrefix, after }, {});
  }

  async associate(key: NativeKey, usagePlanId: string): ReturnType<NativeKeys['associate']> {
    const body = { keyId: key.nativeKeyId, keyType: 'API_KEY' };
    const call = { method: 'POST', path: keysOf(usagePlanId), body } as const;
    const refusals = { NotFoundException: 'absent', ConflictException: 'taken' } as const;
    const made = await this.#call(call, (): Associated => 'now', refusals);
    // The key is in this plan already, or in another plan of the same stage.
    return made.ok || made.refusal !== 'taken' ? made : this.#findInPlan(key, usagePlanId);
  }

  listOfPlan(usagePlanId: string, after?: string): ReturnType<NativeKeys['listOfPlan']> {
    return this.#page(keysOf(usagePlanId), { after }, { NotFoundException: 'absent' });
  }

  async delete(nativeKeyId: string): ReturnType<NativeKeys['delete']> {
    const call = { method: 'DELETE', path: [KEYS, nativeKeyId] } as const;
    const deleted = await this.#call(call, () => undefined, { NotFoundException: 'absent' });
    return deleted.ok || deleted.refusal === 'rate' ? deleted : { ok: true, value: undefined };
  }

  async #findInPlan({ nativeKeyId, name }: NativeKey, usagePlanId: string): ReturnType<NativeKeys['associate']> {
    let after: string | undefined;
    do {
      const page = await this.#page(keysOf(usagePlanId), { name, after }, { NotFoundException: 'absent' });
      if (!page.ok) return page;
      if (page.value.items.some((one) => one.nativeKeyId === nativeKeyId)) return { ok: true, value: 'before' };
      after = page.value.next;
    } while (after !== undefined);
    return { ok: false, refusal: 'taken' };
  }

  #page<const R extends NativeKeyRefusal>(
    path: readonly string[],
    { name, after }: { readonly name?: string; readonly after?: string | undefined },
    refusals: Readonly<Record<string, R>>,
  ): Promise<NativeKeyAnswer<Page<NativeKey>, R>> {
    const query = { limit: PAGE, ...(name !== undefined && { name }), ...(after !== undefined && { position: after }) };
    return this.#call({ method: 'GET', path, query }, (answer) => pageIn(answer, name), refusals);
  }

  #call<T, const R extends NativeKeyRefusal>(
    call: ControlCall,
    decode: (answer: ControlAnswer) => T,
    refusals: Readonly<Record<string, R>>,
  ): Promise<NativeKeyAnswer<T, R>> {
    const attempt = async ({ abortSignal }: { readonly abortSignal: AbortSignal }): Promise<T> =>
      decode(await this.controlPlane.send(call, abortSignal));
    return callService(CONTROL_POLICY, { attempt, refusals }, this.budget);
  }
}

/** Call once per cold start: a warm process keeps its connection. */
export function nativeKeysOf(variables: Variables): (budget: TimeBudget) => NativeKeys {
  const controlPlane = new ControlPlane(variables);
  return (budget) => new GatewayNativeKeys(controlPlane, budget);
}

/** Whatever API Gateway understands by a name in the query, the page has only names that begin so. */
function pageIn({ item, items = item ?? [], position }: ControlAnswer, namePrefix = ''): Page<NativeKey> {
  if (!Array.isArray(items)) throw unknownShape();
  const found = items.map(nativeKeyIn).filter(({ name }) => name.startsWith(namePrefix));
  if (position === undefined || position === null) return { items: found };
  if (typeof position !== 'string' || position === '') throw unknownShape();
  return { items: found, next: position };
}

/** A native key of others may have no name. */
function nativeKeyIn(answer: unknown): NativeKey {
  const { id, name = '' } = Object(answer) as { readonly id?: unknown; readonly name?: unknown };
  if (typeof id !== 'string' || id === '' || typeof name !== 'string') throw unknownShape();
  return { nativeKeyId: id, name };
}
