/**
 * The fields that we read from API Gateway's event for a Lambda proxy integration (REST API). The event has header
 * names in the caller's spelling, so compare them without case. A header that was sent twice has two values.
 */

/** The ids in an event's `requestContext`. */
export interface RequestIds {
  /** API Gateway's own id; callers get it as `x-amz-apigw-id`. Absent if API Gateway did not make the event. */
  readonly extendedRequestId?: string | undefined;
  /** A caller can set this id with a header (API Gateway Developer Guide, variables for data transformations). */
  readonly requestId?: string;
}

export interface ProxyEvent {
  readonly httpMethod: string;
  /** The route's template, such as `/accounts/{accountId}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: RequestIds & {
    /** The requested path, with the stage or the custom domain's base path. */
    readonly path: string;
    readonly identity: { readonly sourceIp: string };
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** All values of a header. `name` is in lower case; the event may spell it in any case. */
export function headerValues(event: ProxyEvent, name: string): readonly string[] {
  return Object.entries(event.multiValueHeaders ?? {}).flatMap(([given, values]) =>
    given.toLowerCase() === name ? values : [],
  );
}

/** The route of the call, for example `GET /accounts/{accountId}`. */
export const routeKeyOf = (event: ProxyEvent): string => `${event.httpMethod} ${event.resource}`;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The id of a request in problems, log lines and audit events: API Gateway's own, which a caller cannot choose; else
 * `requestId`, which a caller can choose with the header `X-Amzn-RequestId`, if it is a UUID; else `unknown`.
 */
export function requestIdOf({ extendedRequestId, requestId = '' }: RequestIds): string {
  if (extendedRequestId) return extendedRequestId;
  return UUID.test(requestId) ? requestId : 'unknown';
}
