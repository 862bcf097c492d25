/** Checks the props about alarms, and fills in their defaults. */
import { Token } from 'aws-cdk-lib';
import type { NamesOf } from '../cdk/known-names';
import { checkWhole, invalid, isList, isObject } from '../cdk/synth-errors';
import type { AlarmProps } from './alarm-props';

export const ALARM_PROPS: NamesOf<AlarmProps> = {
  alarmEmail: true,
  alarmTopicArn: true,
  alarmActions: true,
  authorizerFailureThreshold: true,
  serverErrorPercent: true,
};

type AlarmDefaults = Required<Omit<AlarmProps, 'alarmEmail' | 'alarmTopicArn'>>;
export type AlarmSettings = AlarmProps & AlarmDefaults;

export const alarmDefaults = (props: AlarmProps): AlarmDefaults => ({
  alarmActions: props.alarmActions ?? [],
  authorizerFailureThreshold: props.authorizerFailureThreshold ?? 5,
  serverErrorPercent: props.serverErrorPercent ?? 1,
});

/** Stops the synth for an address that SNS would refuse, a topic that an alarm cannot have, and a limit that never rings. */
export function checkAlarms(settings: AlarmSettings): void {
  const { alarmActions, authorizerFailureThreshold, serverErrorPercent } = settings;
  checkWhomToTell(settings);
  if (!isList(alarmActions) || !alarmActions.every((action) => isObject(action) && 'bind' in action))
    invalid('the type of alarmActions', typeof alarmActions, 'a list of alarm actions, such as [new SnsAction(topic)]');
  checkWhole('authorizerFailureThreshold', authorizerFailureThreshold, {});
  if (!(serverErrorPercent > 0 && serverErrorPercent <= 100))
    invalid('serverErrorPercent', serverErrorPercent, 'a percentage above 0, up to 100');
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const TOPIC_ARN = /^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+$/;

function checkWhomToTell({ alarmEmail, alarmTopicArn }: AlarmSettings): void {
  if (alarmEmail !== undefined && !Token.isUnresolved(alarmEmail) && !matches(EMAIL, alarmEmail))
    invalid('alarmEmail', alarmEmail, 'an e-mail address, such as "on-call@example.com"');
  if (alarmTopicArn !== undefined && !Token.isUnresolved(alarmTopicArn) && !matches(TOPIC_ARN, alarmTopicArn))
    invalid(
      'alarmTopicArn',
      alarmTopicArn,
      'the ARN of a standard topic, such as "arn:aws:sns:eu-west-1:111111111111:alarms"',
    );
}

const matches = (form: RegExp, value: unknown): boolean => typeof value === 'string' && form.test(value);
