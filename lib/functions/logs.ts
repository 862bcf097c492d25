/** Log groups of functions and APIs: each ends, and goes or stays with the stack, as the deployer set it. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings';
import { warn } from '../cdk/warnings';

export const makeLogGroup = (
  scope: Construct,
  id: string,
  { logRetention, logEncryptionKey, removalPolicy }: Settings,
): LogGroup =>
  new LogGroup(scope, id, {
    retention: logRetention,
    removalPolicy,
    ...(logEncryptionKey && { encryptionKey: logEncryptionKey }),
  });

/**
 * Lets CloudWatch Logs of the stack's account and Region use the key, for log groups alone. The names of the log groups
 * are not in it, as the groups need the key first. Warns of an imported key, whose policy this app does not write
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export function letLogsUse(key: IKey, scope: Construct): void {
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
    true,
  );
  if (!statementAdded)
    warn(
      scope,
      'sallyport:logKeyPolicy',
      `${key.node.path} is an imported KMS key: its policy must let logs.<region>.amazonaws.com use it for log groups, or the ` +
        'deployment fails. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html has the statement.',
    );
}
