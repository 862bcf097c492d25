/**
 * The native key of a method that requires one, and its usage plan. They come after the authorizer, which may name the
 * key (`usageIdentifierKey`; Developer Guide, output from a Lambda authorizer, and choose an API key source).
 */
import type { Exchange } from './exchange';
import { valuesOf } from './headers';
import { type GatewayRefusal, THROTTLED } from './refusals';

export interface Admission {
  /** The id of the key, if it is in a plan of the stage. */
  readonly keyId?: string;
  readonly refused: keyof typeof KEY_REFUSALS | undefined;
}

/** Looks a native key up by its value, and takes a request from what its plan leaves it. */
export interface KeyCheck {
  admit(value: string | undefined, stage: { readonly apiId: string; readonly stage: string }): Admission;
}

const KEY_REFUSALS = {
  INVALID_API_KEY: {
    type: 'INVALID_API_KEY',
    message: 'Forbidden',
    why: 'no native key that is enabled and in a usage plan of the stage has the value',
  },
  THROTTLED: { ...THROTTLED, why: 'over the rate of its usage plan' },
  QUOTA_EXCEEDED: { type: 'QUOTA_EXCEEDED', message: 'Limit Exceeded', why: 'over the quota of its usage plan' },
} as const satisfies Record<string, GatewayRefusal>;

/** Why the request is refused; undefined when it may pass. `exchange.nativeKey` then holds the key. */
export function admitKey(exchange: Exchange, isRequired: boolean, keys: KeyCheck): GatewayRefusal | undefined {
  if (!isRequired) return undefined;
  const { api, request, usageKey } = exchange;
  const value = api.keySource === 'AUTHORIZER' ? usageKey : valuesOf(request.headers, 'x-api-key').at(-1);
  const { keyId, refused } = keys.admit(value, { apiId: api.apiId, stage: api.stage.name });
  if (value !== undefined && keyId !== undefined) exchange.nativeKey = { apiKey: value, apiKeyId: keyId };
  return refused && KEY_REFUSALS[refused];
}
