/**
 * API Gateway's own authorizer for Cognito access tokens. Each method that uses it must list scopes: without scopes
 * API Gateway takes ID tokens instead
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html).
 */
import { Duration } from 'aws-cdk-lib';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

export const cognitoAuthorizer = (scope: Construct, id: string, userPool: IUserPool): CognitoUserPoolsAuthorizer =>
  new CognitoUserPoolsAuthorizer(scope, id, { cognitoUserPools: [userPool], resultsCacheTtl: Duration.seconds(0) });
