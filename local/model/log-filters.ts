/** The subscription filters that send the lines of a log group to a function. */
import { z } from 'zod';
import { globMatches } from '../glob';
import { type Permission, permissionsOf, type StackFunctions } from './functions';
import { ofType, read, refuse, type ServedResource, type ServedStack } from './resources';

export interface LogSubscription {
  readonly logicalId: string;
  /** The logical id of the log group: the `source` of its lines. */
  readonly source: string;
  readonly functionArn: string;
  readonly matches: (line: string) => boolean;
}

const filterSchema = z.object({
  DestinationArn: z.string(),
  FilterPattern: z.string().default(''),
  LogGroupName: z.string(),
});

export function subscriptionsOf(served: ServedStack, functionAt: StackFunctions['at']): LogSubscription[] {
  const permissions = permissionsOf(served, 'logs.amazonaws.com');
  return ofType(served, 'AWS::Logs::SubscriptionFilter').flatMap(
    (filter) =>
      served.notServed.attempt(filter, () => subscriptionOf(filter, { served, permissions, functionAt })) ?? [],
  );
}

interface Surroundings {
  readonly served: ServedStack;
  readonly permissions: readonly Permission[];
  readonly functionAt: StackFunctions['at'];
}

function subscriptionOf(filter: ServedResource, { served, permissions, functionAt }: Surroundings): LogSubscription {
  const { DestinationArn, FilterPattern, LogGroupName } = read(filter, filterSchema);
  const group = ofType(served, 'AWS::Logs::LogGroup').find(({ id }) => served.references(id) === LogGroupName);
  if (group === undefined) throw refuse(filter, 'LogGroupName', `${LogGroupName} is not a log group of the stack`);
  const spec = functionAt(DestinationArn);
  if (spec === undefined) throw refuse(filter, 'DestinationArn', `${DestinationArn} is not a function of the stack`);
  const arn = served.references(group.id, 'Arn');
  if (!permissions.some((one) => one.functionArn === DestinationArn && globMatches(one.source, arn)))
    throw refuse(filter, 'DestinationArn', 'no AWS::Lambda::Permission lets this log group invoke the function');
  return {
    logicalId: filter.id,
    source: group.id,
    functionArn: spec.arn,
    matches: patternOf(filter, FilterPattern),
  };
}

/**
 * The empty pattern, which every line matches, and `{ $.member = "text" }` or `!=` (CloudWatch Logs User Guide, Filter
 * pattern syntax). A line that is no JSON object or lacks the member matches neither (assumed of `!=`).
 */
function patternOf(filter: ServedResource, pattern: string): LogSubscription['matches'] {
  if (pattern.trim() === '') return () => true;
  const [, name = '', relation, wanted] = /^\{ *\$\.(\w+) *(!?=) *"([^"*]*)" *\}$/.exec(pattern) ?? [];
  if (relation === undefined)
    throw refuse(filter, 'FilterPattern', `the local run serves { $.member = "text" } and !=, not ${pattern}`);
  return (line) => {
    const value = memberOf(line, name);
    return value !== undefined && (value === wanted) === (relation === '=');
  };
}

function memberOf(line: string, name: string): string | undefined {
  try {
    const value: unknown = (Object(JSON.parse(line)) as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
