/**
 * The events that functions get from a REST API (Developer Guide, input format of a Lambda function for proxy
 * integration, and input to a Lambda authorizer).
 */
import type { FunctionAuthorizer } from './api-model';
import { sendsBinary } from './binary';
import { type Exchange, methodArn, requestContext } from './exchange';
import { multiValues, singleValues } from './headers';

/** The event of an AWS_PROXY integration. */
export function proxyEvent(exchange: Exchange): Record<string, unknown> {
  const { request, authorizer } = exchange;
  const text = request.body.toString('utf8');
  const isText =
    request.body.length === 0 ||
    (!sendsBinary(exchange.api, request.headers) && Buffer.from(text, 'utf8').equals(request.body));
  return {
    ...requestPart(exchange),
    requestContext: { ...requestContext(exchange), authorizer },
    body: request.body.length === 0 ? null : isText ? text : request.body.toString('base64'),
    isBase64Encoded: !isText,
  };
}

/** The event of a Lambda authorizer. `token` is the identity source's value, for a TOKEN authorizer. */
export function authorizerEvent(exchange: Exchange, authorizer: FunctionAuthorizer, token: string) {
  if (authorizer.type === 'TOKEN') {
    return { type: 'TOKEN', methodArn: methodArn(exchange), authorizationToken: token };
  }
  const part = requestPart(exchange);
  return {
    type: 'REQUEST',
    methodArn: methodArn(exchange),
    ...part,
    // Where an integration's event has null, an authorizer's has an empty object, as in the Developer Guide's examples.
    queryStringParameters: part.queryStringParameters ?? {},
    multiValueQueryStringParameters: part.multiValueQueryStringParameters ?? {},
    pathParameters: part.pathParameters ?? {},
    stageVariables: part.stageVariables ?? {},
    requestContext: requestContext(exchange),
  };
}

function requestPart({ api, request, path, route }: Exchange) {
  const query = [...new URLSearchParams(request.query)];
  return {
    resource: route?.resource.path ?? '/',
    // Decoded (assumed). The path that was matched is not, so a function can see another route's path here.
    path: decodeURIComponent(path === '' ? '/' : path),
    httpMethod: request.method,
    headers: singleValues(request.headers),
    multiValueHeaders: multiValues(request.headers),
    queryStringParameters: orNull(singleValues(query)),
    multiValueQueryStringParameters: orNull(multiValues(query)),
    pathParameters: orNull(route?.pathParameters ?? {}),
    stageVariables: orNull(api.stage.variables),
  };
}

const orNull = <T extends object>(values: T): T | null => (Object.keys(values).length === 0 ? null : values);
