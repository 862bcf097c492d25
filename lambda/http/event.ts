/**
 * The fields that we read from API Gateway's event for a Lambda proxy integration (REST API). Header names are in the
 * caller's spelling, so compare them without case. A header that was sent twice has two values. Any part may be null or
 * missing; a value that is not a text counts as not sent. So no event causes a defect by its form.
 */

/** A part of an event with a name for each value: a text, or in a multi-value map a list of texts. */
export type EventMap = Readonly<Record<string, unknown>> | null | undefined;

/** The ids in an event's `requestContext`. */
export interface RequestIds {
  /** API Gateway's own id; callers get it as `x-amz-apigw-id`. Absent if API Gateway did not make the event. */
  readonly extendedRequestId?: string | null | undefined;
  /** A caller can set this id with a header (API Gateway Developer Guide, variables for data transformations). */
  readonly requestId?: string | null | undefined;
}

/** What a `requestContext` says of where the request came from. */
export interface RequestSource extends RequestIds {
  readonly identity?: { readonly sourceIp?: string | null } | null;
}

export interface ProxyEvent {
  readonly httpMethod: string;
  /** The route's template, such as `/accounts/{accountId}`. */
  readonly resource: string;
  readonly pathParameters?: EventMap;
  readonly multiValueQueryStringParameters?: EventMap;
  readonly multiValueHeaders?: EventMap;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean | null;
  readonly requestContext?:
    | (RequestSource & {
        /** The requested path, with the stage or the custom domain's base path. */
        readonly path?: string | null;
        readonly authorizer?: EventMap;
      })
    | null;
}

/** A text of an event; the empty text if there is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The members of an object of an event; none for anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** The names of a map, each with its texts. */
export const textsOf = (map: EventMap): readonly (readonly [name: string, texts: readonly string[]])[] =>
  Object.entries(map ?? {}).map(([name, value]) => [name, textsIn(value)]);

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** All values of a header. `name` is in lower case; the map may spell it in any case. Every decision looks for several. */
export function headerValues(headers: EventMap, name: string): readonly string[] {
  const map = headers ?? {};
  const values: string[] = [];
  // The length is compared first, because a request has many headers.
  for (const one of Object.keys(map))
    if (one.length === name.length && one.toLowerCase() === name)
      for (const text of textsIn(map[one])) values.push(text);
  return values;
}

/**
 * A parameter of the path, decoded; the empty text if there is none. AWS's documents do not say whether an event has it
 * decoded, and the path as it was sent tells: a parameter that stands there as it is was not decoded.
 */
export function pathParameterOf({ pathParameters, requestContext }: ProxyEvent, name: string): string {
  const given = textOf(pathParameters?.[name]);
  return textOf(requestContext?.path).split('/').includes(given) ? decoded(given) : given;
}

/** The text as it is if it is not percent-encoded (RFC 3986 section 2.1). */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The route of the call, for example `GET /accounts/{accountId}`. */
export const routeKeyOf = (event: ProxyEvent): string => `${event.httpMethod} ${event.resource}`;

/** The address of the TCP peer; the empty text, which is in no network, if the event has none. */
export const sourceIpOf = (context: RequestSource | null | undefined): string => textOf(context?.identity?.sourceIp);

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The id of a request in problems, log lines and audit events: API Gateway's own, which a caller cannot choose; else
 * `requestId`, which a caller can choose with the header `X-Amzn-RequestId`, if it is a UUID; else `unknown`.
 */
export function requestIdOf(context: RequestIds | null | undefined): string {
  const [own, chosen] = [textOf(context?.extendedRequestId), textOf(context?.requestId)];
  if (own !== '') return own;
  return UUID.test(chosen) ? chosen : 'unknown';
}
