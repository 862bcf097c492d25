/** The props `alarmEmail` and `alarmTopicArn`: whom the alarms tell, without an action of the deployer's own. */
import { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import type { AlarmSettings } from './alarm-checks';

/** The settings with the actions that the two props ask for. */
export function withAlarmTopic<S extends AlarmSettings>(scope: Construct, settings: S): S {
  const { alarmActions, alarmEmail, alarmTopicArn } = settings;
  const topics: ITopic[] = [];
  if (alarmEmail !== undefined) topics.push(topicOf(scope, alarmEmail));
  if (alarmTopicArn !== undefined) topics.push(Topic.fromTopicArn(scope, 'GivenAlarmTopic', alarmTopicArn));
  return { ...settings, alarmActions: [...alarmActions, ...topics.map((topic) => new SnsAction(topic))] };
}

/**
 * A topic with one subscriber. A topic with a policy has not the default one, which lets alarms of the same AWS account
 * publish, so CloudWatch is named (https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger).
 */
function topicOf(scope: Construct, email: string): Topic {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(email));
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  acknowledge(topic, {
    'Serverless-SNSRedrivePolicy':
      'The one subscriber is a mailbox. A message that cannot be delivered stays as a change of state in the history of its alarm.',
  });
  return topic;
}
