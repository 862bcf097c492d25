/** The props of `Sallyport` about alarms: whom they tell, and when. */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

export interface AlarmProps {
  /**
   * An address that gets an e-mail from each alarm that goes off, also from those of a token cache. The stack makes an SNS
   * topic for it. AWS sends a link to the address first; until somebody follows it, no alarm is mailed.
   * @default - nobody gets e-mails
   */
  readonly alarmEmail?: string;
  /**
   * ARN of a standard SNS topic that each alarm tells, in the Region of the stack. Its policy must let
   * `cloudwatch.amazonaws.com` publish, and so must the policy of its KMS key if it has one; alarms cannot use the key
   * `alias/aws/sns` (https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger).
   * @default - no topic is told
   */
  readonly alarmTopicArn?: string;
  /**
   * What else every alarm does when it goes off, also those of a token cache.
   * @default - nothing: without `alarmEmail` and `alarmTopicArn` too, the alarms only show
   *
   * @example
   * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
   * import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
   * import { Topic } from 'aws-cdk-lib/aws-sns';
   *
   * const topic = new Topic(stack, 'Alarms', { enforceSSL: true });
   * // A topic with a policy of its own takes nothing from alarms unless the policy says so.
   * topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
   * const alarmActions = [new SnsAction(topic)];
   */
  readonly alarmActions?: readonly IAlarmAction[];
  /**
   * How many requests the authorizer must fail to judge in five minutes to set off its alarm, 1 or more.
   * @default 5
   */
  readonly authorizerFailureThreshold?: number;
  /**
   * What percentage of the answers of an API must be 5xx in five minutes to set off its alarm: above 0, up to 100.
   * @default 1
   */
  readonly serverErrorPercent?: number;
}
