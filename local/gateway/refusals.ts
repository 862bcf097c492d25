/** The refusals of the gateway itself, with the status and error type that AWS gives each when nothing is declared. */
import type { Refusal } from '../types';

export interface GatewayRefusal extends Refusal {
  readonly type: RefusalType;
  readonly message: string;
  /** Set when AWS answers with another status than that of the type. */
  readonly status?: number;
}

/** The gateway response types that are served (Developer Guide, gateway response types). */
export const REFUSALS = {
  ACCESS_DENIED: { status: 403, error: 'AccessDeniedException' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, error: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, error: 'AuthorizerFailureException' },
  BAD_REQUEST_BODY: { status: 400, error: 'BadRequestException' },
  BAD_REQUEST_PARAMETERS: { status: 400, error: 'BadRequestException' },
  DEFAULT_4XX: { status: 400, error: 'BadRequestException' },
  DEFAULT_5XX: { status: 500, error: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: { status: 504, error: 'InternalServerErrorException' },
  INVALID_API_KEY: { status: 403, error: 'ForbiddenException' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, error: 'MissingAuthenticationTokenException' },
  QUOTA_EXCEEDED: { status: 429, error: 'LimitExceededException' },
  THROTTLED: { status: 429, error: 'TooManyRequestsException' },
  UNAUTHORIZED: { status: 401, error: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, error: 'BadRequestException' },
} as const;
export type RefusalType = keyof typeof REFUSALS;

export const UNAUTHORIZED: GatewayRefusal = { type: 'UNAUTHORIZED', message: 'Unauthorized' };
export const NO_ROUTE: GatewayRefusal = {
  type: 'MISSING_AUTHENTICATION_TOKEN',
  message: 'Missing Authentication Token',
  why: 'the API has no such route',
};
export const THROTTLED: GatewayRefusal = { type: 'THROTTLED', message: 'Too Many Requests' };
/** A function behind the gateway threw or gave a malformed result (Developer Guide, Lambda proxy integrations). */
export const BAD_GATEWAY: GatewayRefusal = { type: 'DEFAULT_5XX', message: 'Internal server error', status: 502 };
export const INTERNAL: GatewayRefusal = { type: 'DEFAULT_5XX', message: 'Internal server error' };
