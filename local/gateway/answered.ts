/** What the gateway tells of each request that it answered. It tells nothing that a caller may have put a secret in. */
import type { AnsweredRequest } from '../types';
import type { ApiModel } from './api-model';
import type { Exchange } from './exchange';
import type { ReceivedRequest } from './received-request';
import type { GatewayRefusal } from './refusals';

/** Of a request to the API's stage. */
export const answeredRequest = (
  { api, request, route, authorizer = {} }: Exchange,
  { status }: { readonly status: number },
  refusal: GatewayRefusal | undefined,
): AnsweredRequest => ({
  api: api.logicalId,
  requestId: request.extendedRequestId,
  status,
  method: request.method,
  resourcePath: route?.resource.path,
  authorizer,
  ...(refusal && { refusal: { type: refusal.type, why: refusal.why } }),
});

/** Of a request to no stage: API Gateway writes no access log for it. */
export const answeredOutside = (
  { logicalId, stage }: ApiModel,
  { extendedRequestId, method }: ReceivedRequest,
  status: number,
): AnsweredRequest => ({
  api: logicalId,
  requestId: extendedRequestId,
  status,
  method,
  resourcePath: undefined,
  authorizer: {},
  refusal: { type: 'FORBIDDEN', why: `the path is not below the stage /${stage.name}` },
});
