/**
 * The id of a request in problems, log lines and audit events: API Gateway's `extendedRequestId`, which a caller cannot
 * choose. A caller can choose `requestId`, with the header `X-Amzn-RequestId`.
 */

/** The ids in an event's `requestContext`. */
export interface RequestIds {
  /** API Gateway's own id; callers get it as `x-amz-apigw-id`. Absent if API Gateway did not make the event. */
  readonly extendedRequestId?: string | undefined;
  /** "Clients can override this request ID" (API Gateway Developer Guide, variables for data transformations). */
  readonly requestId?: string;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** API Gateway's own id; else `requestId` if it is a UUID; else `unknown`. */
export function requestIdOf({ extendedRequestId, requestId = '' }: RequestIds): string {
  if (extendedRequestId) return extendedRequestId;
  return UUID.test(requestId) ? requestId : 'unknown';
}
