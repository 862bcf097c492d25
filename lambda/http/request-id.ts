/**
 * The one id a request has in problems, logs and events: API Gateway's own, which no caller can choose. What its
 * events call `requestId` is no such id: a caller sets it with the header `X-Amzn-RequestId`.
 */

/** Of a `requestContext`. */
export interface RequestIds {
  /** API Gateway's own; a caller reads it in the header `x-amz-apigw-id`. Absent from an event made by others. */
  readonly extendedRequestId?: string | undefined;
  /** "Clients can override this request ID" (API Gateway Developer Guide, variables for data transformations). */
  readonly requestId?: string;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** `unknown` when an event has neither API Gateway's own id nor a UUID. */
export function requestIdOf({ extendedRequestId, requestId = '' }: RequestIds): string {
  if (extendedRequestId) return extendedRequestId;
  return UUID.test(requestId) ? requestId : 'unknown';
}
