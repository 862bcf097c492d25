/** How a port over a service of AWS answers: with a value, or with a refusal that the caller has to expect. */

/** The value of a call that the service carried out, or its refusal. */
export type ServiceAnswer<T, R extends string> = { readonly ok: true; readonly value: T } | Refused<R>;
/** One union member for each refusal, so that TypeScript narrows an answer when code compares its `refusal`. */
type Refused<R extends string> = R extends unknown ? { readonly ok: false; readonly refusal: R } : never;
