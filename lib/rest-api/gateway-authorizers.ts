/** What methods need of an authorizer of API Gateway, and its own authorizer for Cognito access tokens. */
import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type Authorizer,
  CognitoUserPoolsAuthorizer,
  type Method,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';

/** Every option by which a method's caller is let in, so that a method inherits none of them from its resource or API. */
export type MethodGuard = Required<Pick<MethodOptions, 'apiKeyRequired' | 'authorizationType'>> &
  Pick<MethodOptions, 'authorizer' | 'authorizationScopes'>;

/** Anyone may call the method. */
export const NO_GUARD: MethodGuard = { apiKeyRequired: false, authorizationType: AuthorizationType.NONE };

/** Acknowledges, on a method without a credential, the rules that ask for an authorizer. */
export function acknowledgeOpen(method: Method, reason: string): void {
  acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}

/**
 * Attaches an authorizer to its API. Methods then get it by its id, because the construct itself refuses a method that
 * another stack adds to the API, and which knows the API by an import.
 */
export function attachedTo(api: RestApi, authorizer: Authorizer): MethodGuard {
  const { authorizerId, authorizationType = AuthorizationType.CUSTOM } = authorizer;
  authorizer._attachToApi(api);
  return { apiKeyRequired: false, authorizationType, authorizer: { authorizerId, authorizationType } };
}

/**
 * An authorizer for Cognito access tokens. Each method that uses it must list scopes: without scopes API Gateway takes
 * ID tokens instead
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html).
 */
export const cognitoAuthorizer = (scope: Construct, id: string, ...cognitoUserPools: IUserPool[]) =>
  new CognitoUserPoolsAuthorizer(scope, id, { cognitoUserPools, resultsCacheTtl: Duration.seconds(0) });
