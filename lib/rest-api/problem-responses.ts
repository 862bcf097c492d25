/**
 * Gives the answers that API Gateway makes by itself the form of a problem (RFC 9457). DEFAULT_4XX and DEFAULT_5XX get
 * no status, because it would apply to every type that falls back on them. Each body is valid JSON even when all its
 * variables are empty. A body holds no text of the caller: its variables are API Gateway's own id of the request (never
 * `$context.requestId`, which a caller can set) and values that the authorizer took from a closed set.
 */
import { CfnGatewayResponse, GatewayResponse, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { QUOTA_PERIODS, type NamedPlan } from '../../lambda/domain/plans';
import { PROBLEM_BASE, PROBLEMS, problemInstance, problemType, type ProblemCode } from '../../lambda/http/problems';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { originOfErrors } from './cors';

export interface ProblemResponsesProps {
  readonly api: RestApi;
  /** Named in `WWW-Authenticate` (RFC 6750 section 3). */
  readonly realm: string;
  readonly corsOrigins: readonly string[];
  /** Their quotas' periods stand in the answer. @default - no plans */
  readonly plans?: readonly NamedPlan[] | undefined;
}

interface GatewayAnswer {
  readonly type: ResponseType;
  /** @default - each type that falls back on this answer keeps its own status */
  readonly status?: number;
  readonly body: Readonly<Record<string, string | number>>;
}

/**
 * Declares the gateway responses of one API. An API can have only one response of each type, so a second response on
 * an API that the deployer passed fails the synth.
 */
export class ProblemResponses extends Construct {
  constructor(scope: Construct, id: string, props: ProblemResponsesProps) {
    super(scope, id);
    for (const answer of [...ANSWERS, quotaExceeded(props.plans), invalidNativeKey(props.plans)])
      new GatewayResponse(this, answer.type.responseType, {
        restApi: props.api,
        type: answer.type,
        ...(answer.status !== undefined && { statusCode: String(answer.status) }),
        responseHeaders: headersOf(answer, props),
        // API Gateway picks the template by the `Accept` header: this one for JSON and for `*/*`.
        templates: { 'application/json': JSON.stringify(answer.body) },
      });
    this.node.addValidation({ validate: () => this.seconds(props.api) });
  }

  private seconds(api: RestApi): string[] {
    const own = new Set(this.node.findAll());
    const types = new Set([...own].filter(isOfType(CfnGatewayResponse)).map(({ responseType }) => responseType));
    return partsOf(api, isOfType(CfnGatewayResponse))
      .filter((one) => types.has(one.responseType) && !own.has(one))
      .map(
        ({ responseType, node }) =>
          `Sallyport declares the gateway response ${responseType} of ${api.node.path}; remove the one at ${node.path}. ` +
          'Its CORS headers come from corsOrigins; docs/in-your-app.md shows how to add another header to those of Sallyport.',
      );
  }
}

const INSTANCE = problemInstance('$context.extendedRequestId');

/** An answer with the status and the title of a problem code. */
function problem(type: ResponseType, code: ProblemCode, detail: string): GatewayAnswer {
  const { status, title } = PROBLEMS[code];
  return { type, status, body: { type: problemType(code), title, status, detail, instance: INSTANCE } };
}

/** An answer without a problem code: its type is `about:blank` (RFC 9457 section 4.2.1). */
function plain(type: ResponseType, status: number, title: string): GatewayAnswer {
  return { type, status, body: { type: 'about:blank', title, status, instance: INSTANCE } };
}

/** The answer for a group of types, which keep their own status. */
function fallback(type: ResponseType, code: ProblemCode): GatewayAnswer {
  return { type, body: { type: problemType(code), title: PROBLEMS[code].title, instance: INSTANCE } };
}

const REFUSED = 'The request holds no credential, more than one, or one that is not valid here.';
const AGAIN = 'The credential could not be judged. Send the same request again after the time in Retry-After.';
const SLOW_DOWN = 'Send fewer requests at once, and try again after the time in Retry-After.';

const ANSWERS: readonly GatewayAnswer[] = [
  problem(ResponseType.UNAUTHORIZED, 'invalid-credential', REFUSED),
  problem(ResponseType.EXPIRED_TOKEN, 'invalid-credential', REFUSED),
  problem(ResponseType.INVALID_SIGNATURE, 'invalid-credential', REFUSED),
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    body: {
      type: `${PROBLEM_BASE}$context.authorizer.problem`,
      title: 'The credential does not allow this request',
      status: 403,
      // Also of a Deny of the deployer's own authorizer, which fills nothing in: no condition can tell them apart here.
      detail:
        'It lacks what requiredScope asks for or, if that is empty, may not be used here, as from another network.',
      requiredScope: '$context.authorizer.requiredScope',
      instance: INSTANCE,
    },
  },
  problem(ResponseType.AUTHORIZER_FAILURE, 'dependency-unavailable', AGAIN),
  problem(ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'internal-error', 'The authorizer could not be called.'),
  problem(ResponseType.API_CONFIGURATION_ERROR, 'internal-error', 'The API’s configuration is at fault.'),
  problem(ResponseType.MISSING_AUTHENTICATION_TOKEN, 'route-not-found', 'No route has this method and path.'),
  problem(ResponseType.RESOURCE_NOT_FOUND, 'route-not-found', 'No route has this method and path.'),
  // One type for both; the variable that tells them apart, `$context.error.validationErrorString`, may quote the body.
  problem(
    ResponseType.BAD_REQUEST_BODY,
    'invalid-request',
    'The body is not JSON, or does not fit the route’s schema.',
  ),
  problem(ResponseType.BAD_REQUEST_PARAMETERS, 'invalid-request', 'A required parameter or header is missing.'),
  problem(ResponseType.REQUEST_TOO_LARGE, 'body-too-large', 'The body is larger than the gateway takes.'),
  problem(ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported-media-type', 'The route does not take this media type.'),
  problem(ResponseType.THROTTLED, 'too-many-requests', SLOW_DOWN),
  plain(ResponseType.WAF_FILTERED, 403, 'Forbidden'),
  plain(ResponseType.INTEGRATION_FAILURE, 504, 'Gateway Timeout'),
  plain(ResponseType.INTEGRATION_TIMEOUT, 504, 'Gateway Timeout'),
  fallback(ResponseType.DEFAULT_4XX, 'invalid-request'),
  fallback(ResponseType.DEFAULT_5XX, 'internal-error'),
];

/**
 * With plans the authorizer names the native key, and API Gateway does not know it: the caller can do nothing. Without plans
 * the caller sent it, or none, to a method of the deployer's own, as nothing of ours asks for one.
 */
function invalidNativeKey(plans: readonly NamedPlan[] = []): GatewayAnswer {
  const type = ResponseType.INVALID_API_KEY;
  if (plans.length > 0) return problem(type, 'dependency-unavailable', AGAIN);
  const { body, ...answer } = plain(type, 403, 'Forbidden');
  const detail = 'The route asks for an API key of API Gateway; there is none, or it is not valid here.';
  return { ...answer, body: { ...body, detail } };
}

/** Without `Retry-After`: one answer serves all plans and all days, so no number of seconds would be true. */
function quotaExceeded(plans: readonly NamedPlan[] = []): GatewayAnswer {
  const used = QUOTA_PERIODS.filter((period) => plans.some(({ quota }) => quota?.period === period));
  const periods = (used.length > 0 ? used : QUOTA_PERIODS).join(' or ');
  const detail = `No more requests are taken until the next ${periods} of the quota begins. Trying again before is of no use.`;
  return problem(ResponseType.QUOTA_EXCEEDED, 'quota-exceeded', detail);
}

/**
 * Header values in single quotes, which is how API Gateway marks a constant. The missing scope stands only in the body
 * of a 403: that a header may be mapped from `context.authorizer` is not documented, and API Gateway could refuse it at
 * every deployment (ADR 0022).
 */
function headersOf(
  { type, status }: GatewayAnswer,
  { realm, corsOrigins }: ProblemResponsesProps,
): Record<string, string> {
  const headers: Record<string, string> = {
    'Content-Type': `'application/problem+json'`,
    'Cache-Control': `'no-store'`,
  };
  if (status === 401 || type === ResponseType.ACCESS_DENIED) headers['WWW-Authenticate'] = `'Bearer realm="${realm}"'`;
  if (type === ResponseType.THROTTLED || status === 503) headers['Retry-After'] = `'1'`;
  const origin = originOfErrors(corsOrigins);
  if (origin !== undefined) {
    headers['Access-Control-Allow-Origin'] = `'${origin}'`;
    headers['Access-Control-Expose-Headers'] = `'Retry-After,WWW-Authenticate'`;
  }
  return headers;
}
