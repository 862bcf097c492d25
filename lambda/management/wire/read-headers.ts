/** Reads the two headers that steer an operation: `If-Match` and `Idempotency-Key`. */
import type { FieldError } from '../../domain/outcome';
import { headerValues, type ProxyEvent } from '../../http/event';
import type { RequestShape } from './request-shape';

export interface SteeringHeaders {
  /** The version the caller read. */
  readonly ifMatch?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly errors: readonly FieldError[];
}

interface HeaderForm {
  readonly header: string;
  readonly form: RegExp;
  readonly detail: string;
}
const IDEMPOTENCY_KEY: HeaderForm = {
  header: 'Idempotency-Key',
  form: /^[\x21-\x7e]{1,255}$/,
  detail: 'Must be given once, as 1 to 255 visible ASCII characters.',
};
/** RFC 9110 section 8.8.3: one entity tag, weak or strong, or `*` for whatever there is. */
const IF_MATCH: HeaderForm = {
  header: 'If-Match',
  form: /^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*")$/,
  detail: 'Must be one entity tag, as an ETag header gave it.',
};

/** A header that the endpoint does not take is not looked at. */
export function readHeaders(
  event: ProxyEvent,
  shape: Pick<RequestShape, 'conditional' | 'idempotent'>,
): SteeringHeaders {
  const match = shape.conditional ? readHeader(event, IF_MATCH) : {};
  const key = shape.idempotent ? readHeader(event, IDEMPOTENCY_KEY) : {};
  const errors = [match.error, key.error].filter((error) => error !== undefined);
  return { ifMatch: versionOf(match.value), idempotencyKey: key.value, errors };
}

function readHeader(event: ProxyEvent, { header, form, detail }: HeaderForm): { value?: string; error?: FieldError } {
  const [value, ...more] = headerValues(event, header.toLowerCase());
  if (value === undefined) return {};
  return more.length === 0 && form.test(value) ? { value } : { error: { header, detail } };
}

/** A tag that is none of ours is stale: it becomes 0, which is no record's version. */
function versionOf(tag: string | undefined): number | undefined {
  if (tag === undefined || tag === '*') return undefined;
  return Number(/^"([1-9]\d{0,14})"$/.exec(tag)?.[1] ?? 0);
}
