/** The gateway's own check of a token. Each method that uses it must list its scopes: without, it wants ID tokens. */
import { Duration } from 'aws-cdk-lib';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

export const cognitoAuthorizer = (scope: Construct, id: string, userPool: IUserPool): CognitoUserPoolsAuthorizer =>
  new CognitoUserPoolsAuthorizer(scope, id, { cognitoUserPools: [userPool], resultsCacheTtl: Duration.seconds(0) });
