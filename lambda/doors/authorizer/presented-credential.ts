/**
 * Finds the one credential that a request presents. Refuses a request that two readers could read differently: two
 * values, two places, another scheme. Does not read path and body.
 */
import { type ImportedKeys, PRESENTED_KEY_MAX_LENGTH } from '../../domain/key-format';
import { TOKEN_MAX_LENGTH } from '../../domain/token-format';
import { type EventMap, headerValues } from '../../http/event';
import { credentialNames } from '../credential-places';
import { type Invalid, invalidCredential, type PresentingReason } from '../verdict';
import { credentialKind } from '../verify-any';
import type { Door } from './route-table';

/** The parts of API Gateway's event that can hold a credential. */
export interface RequestParts {
  readonly headers?: EventMap;
  readonly multiValueHeaders?: EventMap;
  readonly queryStringParameters?: EventMap;
  readonly multiValueQueryStringParameters?: EventMap;
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

/** The credential, if the request presents exactly one and the door takes its kind; otherwise the reason. */
export function presentedCredential(
  request: RequestParts,
  door: Door,
  imported?: ImportedKeys,
): PresentedCredential | NotPresented {
  const queries = [request.queryStringParameters, request.multiValueQueryStringParameters];
  if (queries.some((query) => credentialNames(query, 'query', imported).length > 0))
    return invalidCredential('in-query');
  // The multi-value map holds every value; an event without that map has one value for each name.
  const headers = request.multiValueHeaders ?? request.headers;
  const [presented, ...more] = [
    ...headerValues(headers, 'authorization').map((value) => fromAuthorization(value, imported)),
    ...headerValues(headers, 'x-api-key').map((text) => fromKeyHeader(text, imported)),
  ];
  if (presented === undefined) return invalidCredential('none-sent');
  if (more.length > 0) return invalidCredential('several-sent');
  // API Gateway uses this header as the method. A backend may ignore the header, and would see another method.
  if (headerValues(headers, 'x-http-method-override').length > 0) return invalidCredential('malformed');
  return 'text' in presented && door !== 'any' && door !== presented.kind ? invalidCredential('wrong-kind') : presented;
}

function fromAuthorization(value: string, imported?: ImportedKeys): PresentedCredential | NotPresented {
  if (value.length > BEARER_MAX_LENGTH || !BEARER.test(value)) return invalidCredential('malformed');
  const text = value.slice(value.lastIndexOf(' ') + 1);
  return { kind: credentialKind(text, imported), text };
}

function fromKeyHeader(text: string, imported?: ImportedKeys): PresentedCredential | NotPresented {
  const isKey = text.length <= PRESENTED_KEY_MAX_LENGTH && KEY_CHARACTERS.test(text);
  return isKey || imported?.isForm(text) ? { kind: 'key', text } : invalidCredential('malformed');
}
