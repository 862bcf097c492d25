/**
 * An integration with a function that has many methods, and one permission for all of them: a `LambdaIntegration` adds one for
 * each method, and a stack has room for 500 resources.
 */
import { AwsIntegration, type Integration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';

/** `path` stands for the paths of the methods, with `*` for any text. */
export function withOnePermission(handler: Function, api: RestApi, path = '/*'): Integration {
  handler.addPermission('Api', {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: api.arnForExecuteApi('*', path),
  });
  return new AwsIntegration({
    proxy: true,
    service: 'lambda',
    path: `2015-03-31/functions/${handler.functionArn}/invocations`,
  });
}
