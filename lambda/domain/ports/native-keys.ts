/**
 * What Sallyport needs of API Gateway's control plane: native API keys, and which of them is in which usage plan. A native
 * key's name equals its value, which `plans.ts` computes. `lambda/aws/gateway` implements the port; native keys in memory
 * pass the same contract suite. If API Gateway fails, a call rejects with a `DependencyError`.
 *
 * The function's role needs, in the partition and Region of the deployment, and nothing else of API Gateway:
 * - `apigateway:POST` on `arn:aws:apigateway:<region>::/apikeys` and on `…::/usageplans/<id>/keys` of each plan
 * - `apigateway:GET` on `…::/apikeys` and on `…::/usageplans/<id>/keys` of each plan
 * - `apigateway:DELETE` on `…::/apikeys/*`
 *
 * Source: Service Authorization Reference, "Amazon API Gateway Management".
 */
import type { ServiceAnswer } from './service';
import type { Page } from './table';

export interface NativeKey {
  /** API Gateway's id of the key. */
  readonly nativeKeyId: string;
  readonly name: string;
}

/**
 * Why API Gateway refused a call: its limits or its keys, not a failure.
 * - `rate`: too many requests in this second; the same request may succeed a second later.
 * - `exists`: a native key with this value exists. It is ours, made by an earlier call, if it has the name as well.
 * - `full`: the AWS account has its 10,000 native keys in this Region.
 * - `absent`: the native key or the usage plan does not exist.
 * - `taken`: the native key is in another usage plan of the same API stage.
 */
export type NativeKeyRefusal = 'rate' | 'exists' | 'full' | 'absent' | 'taken';

export type NativeKeyAnswer<T, R extends NativeKeyRefusal = NativeKeyRefusal> = ServiceAnswer<T, R | 'rate'>;

/** Whether an association is new, or was there already. */
export type Associated = 'now' | 'before';

/** Each call may be sent twice: the second time changes nothing. */
export interface NativeKeys {
  /** Makes a native key that is enabled. Its name is its value: 20 to 128 characters. */
  create(name: string): Promise<NativeKeyAnswer<NativeKey, 'exists' | 'full'>>;
  /** A page of the native keys whose name begins so, in no order. `after` is an earlier page's `next`. */
  list(namePrefix: string, after?: string): Promise<NativeKeyAnswer<Page<NativeKey>, never>>;
  /** Puts the native key into the usage plan. This takes effect everywhere some minutes later. */
  associate(key: NativeKey, usagePlanId: string): Promise<NativeKeyAnswer<Associated, 'absent' | 'taken'>>;
  /** A page of the native keys of a usage plan, in no order. */
  listOfPlan(usagePlanId: string, after?: string): Promise<NativeKeyAnswer<Page<NativeKey>, 'absent'>>;
  /** Succeeds also when the native key does not exist. It is in no usage plan then. */
  delete(nativeKeyId: string): Promise<NativeKeyAnswer<undefined, never>>;
}
