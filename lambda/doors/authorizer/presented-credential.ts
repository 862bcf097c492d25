/**
 * Finds the one credential a request presents, or says why there is not exactly one. One strict parser: what
 * two layers could read differently (two values, two places, another scheme) is refused, never resolved.
 * Neither the path nor the body is looked at.
 */
import { containsKey, PRESENTED_KEY_MAX_LENGTH } from '../../domain/key-format';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import type { CredentialReason, PresentingReason } from '../verdict';
import { kindOf } from '../verify';

type Single = Readonly<Record<string, string | undefined>> | null;
type Multi = Readonly<Record<string, readonly string[] | undefined>> | null;

/** What of a request can hold a credential, as API Gateway hands it on: names as sent, null when there are none. */
export interface RequestParts {
  readonly headers?: Single;
  readonly multiValueHeaders?: Multi;
  readonly queryStringParameters?: Single;
  readonly multiValueQueryStringParameters?: Multi;
}

export interface Found {
  /** Told by its form. */
  readonly kind: 'key' | 'token';
  readonly text: string;
}
export interface NotFound {
  readonly kind: 'none';
  readonly reason: Exclude<PresentingReason, 'wrongKind'> | Extract<CredentialReason, 'malformed'>;
}

/** RFC 6750 section 2.1; the scheme without case (RFC 9110 section 11.1). */
const BEARER = /^bearer +[A-Za-z0-9._~+/-]+=*$/i;
const BEARER_MAX_LENGTH = 'Bearer '.length + TOKEN_MAX_LENGTH;
const KEY_CHARACTERS = /^[0-9A-Za-z_]+$/;
const CREDENTIAL_PARAMETER = /^(?:access_token|api_?key)$/i;

export function presentedCredential(request: RequestParts): Found | NotFound {
  const query = entriesOf(request.queryStringParameters, request.multiValueQueryStringParameters);
  if (query.some(holdsCredential)) return none('inQuery');
  const headers = entriesOf(request.headers, request.multiValueHeaders);
  const [presented, ...more] = [
    ...valuesOf(headers, 'authorization').map(fromAuthorization),
    ...valuesOf(headers, 'x-api-key').map(fromKeyHeader),
  ];
  if (presented === undefined) return none('noneSent');
  if (more.length > 0) return none('severalSent');
  // API Gateway routes by this header, a backend may not: the two must not come to mean different methods.
  return valuesOf(headers, 'x-http-method-override').length > 0 ? none('malformed') : presented;
}

function fromAuthorization(value: string): Found | NotFound {
  if (value.length > BEARER_MAX_LENGTH || !BEARER.test(value)) return none('malformed');
  const text = value.slice(value.lastIndexOf(' ') + 1);
  return { kind: kindOf(text), text };
}

function fromKeyHeader(text: string): Found | NotFound {
  const isKey = text.length <= PRESENTED_KEY_MAX_LENGTH && KEY_CHARACTERS.test(text);
  return isKey ? { kind: 'key', text } : none('malformed');
}

type Entry = readonly [name: string, values: readonly string[]];

/** The multi-value map says it all; an event without it has one value a name. */
function entriesOf(single: Single = null, multi: Multi = null): readonly Entry[] {
  if (multi !== null) return Object.entries(multi).map(([name, values = []]) => [name, values]);
  return Object.entries(single ?? {}).map(([name, value]) => [name, value === undefined ? [] : [value]]);
}

const valuesOf = (entries: readonly Entry[], header: string): readonly string[] =>
  entries.flatMap(([name, values]) => (name.toLowerCase() === header ? values : []));

const holdsCredential = ([name, values]: Entry): boolean =>
  CREDENTIAL_PARAMETER.test(name) || [name, ...values].some(containsKey);

const none = (reason: NotFound['reason']): NotFound => ({ kind: 'none', reason });
