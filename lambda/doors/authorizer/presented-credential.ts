/**
 * Finds the one credential that a request presents. Refuses a request that two readers could read differently: two
 * values, two places, another scheme. Does not read path and body.
 */
import { containsKey, PRESENTED_KEY_MAX_LENGTH } from '../../domain/key-format';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import { type Invalid, invalidCredential, type PresentingReason } from '../verdict';
import { credentialKind } from '../verify-any';
import type { Door } from './route-table';

type SingleValues = Readonly<Record<string, string | undefined>> | null;
type MultiValues = Readonly<Record<string, readonly string[] | undefined>> | null;

/** The parts of API Gateway's event that can hold a credential. Names have the caller's spelling; null: none sent. */
export interface RequestParts {
  readonly headers?: SingleValues;
  readonly multiValueHeaders?: MultiValues;
  readonly queryStringParameters?: SingleValues;
  readonly multiValueQueryStringParameters?: MultiValues;
}

/** A key or token without its scheme. */
export interface PresentedCredential {
  readonly kind: Exclude<Door, 'any'>;
  readonly text: string;
}
type NotPresented = Invalid<PresentingReason | 'malformed'>;

/** `Bearer`, in any case (RFC 9110 section 11.1), and a token (RFC 6750 section 2.1). */
const BEARER = /^bearer +[A-Za-z0-9._~+/-]+=*$/i;
const BEARER_MAX_LENGTH = 'Bearer '.length + TOKEN_MAX_LENGTH;
const KEY_CHARACTERS = /^[0-9A-Za-z_]+$/;
const CREDENTIAL_PARAMETER = /^(?:access_token|api_?key)$/i;

/** The credential, if the request presents exactly one and the door takes its kind; otherwise the reason. */
export function presentedCredential(request: RequestParts, door: Door): PresentedCredential | NotPresented {
  const query = namedValues(request.queryStringParameters, request.multiValueQueryStringParameters);
  if (query.some(holdsCredential)) return invalidCredential('in-query');
  const headers = namedValues(request.headers, request.multiValueHeaders);
  const [presented, ...more] = [
    ...valuesOf(headers, 'authorization').map(fromAuthorization),
    ...valuesOf(headers, 'x-api-key').map(fromKeyHeader),
  ];
  if (presented === undefined) return invalidCredential('none-sent');
  if (more.length > 0) return invalidCredential('several-sent');
  // API Gateway uses this header as the method. A backend may ignore the header, and would see another method.
  if (valuesOf(headers, 'x-http-method-override').length > 0) return invalidCredential('malformed');
  return 'text' in presented && door !== 'any' && door !== presented.kind ? invalidCredential('wrong-kind') : presented;
}

function fromAuthorization(value: string): PresentedCredential | NotPresented {
  if (value.length > BEARER_MAX_LENGTH || !BEARER.test(value)) return invalidCredential('malformed');
  const text = value.slice(value.lastIndexOf(' ') + 1);
  return { kind: credentialKind(text), text };
}

function fromKeyHeader(text: string): PresentedCredential | NotPresented {
  const isKey = text.length <= PRESENTED_KEY_MAX_LENGTH && KEY_CHARACTERS.test(text);
  return isKey ? { kind: 'key', text } : invalidCredential('malformed');
}

type NamedValues = readonly [name: string, values: readonly string[]];

/** From the multi-value map, which holds every value; an event without that map has one value for each name. */
function namedValues(single: SingleValues = null, multi: MultiValues = null): readonly NamedValues[] {
  if (multi !== null) return Object.entries(multi).map(([name, values = []]) => [name, values]);
  return Object.entries(single ?? {}).map(([name, value]) => [name, value === undefined ? [] : [value]]);
}

const valuesOf = (entries: readonly NamedValues[], header: string): readonly string[] =>
  entries.flatMap(([name, values]) => (name.toLowerCase() === header ? values : []));

const holdsCredential = ([name, values]: NamedValues): boolean =>
  CREDENTIAL_PARAMETER.test(name) || [name, ...values].some(containsKey);
