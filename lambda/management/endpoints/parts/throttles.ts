/**
 * Throttles of single methods at API Gateway. It counts a request before it asks the authorizer, so anyone on the
 * internet can use up a method's throttle. A method has a throttle of its own, whatever is sent to the others
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html).
 */

export interface MethodThrottle {
  /** Requests a second. */
  readonly rate: number;
  /** Requests that may come at the same moment. */
  readonly burst: number;
}

/**
 * For a method that takes access away. It takes a flood of 2,000 requests a second and the operators' own requests.
 * A request without a valid token costs no function call: API Gateway itself checks the token. With a portal, everybody who
 * signed in passes that check, and the function refuses who is no member of the account. The rate is a quarter of the
 * 10,000 requests a second that all APIs of an AWS account share in a Region.
 */
export const THROTTLE_OF_REVOKING: MethodThrottle = { rate: 2_500, burst: 2_500 };

/** For `POST /revocations`: each request calls a function, also one of a stranger. */
export const THROTTLE_OF_PUBLIC_REVOCATION: MethodThrottle = { rate: 200, burst: 400 };

/** For the OpenAPI document, which has more than 100 KB and which a client may keep. */
export const THROTTLE_OF_DOCUMENT: MethodThrottle = { rate: 5, burst: 10 };
