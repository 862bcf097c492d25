/** The event buses of all stacks, their rules with an event pattern, and the event source mappings of table streams. */
import { z } from 'zod';
import type { BusRule, BusSpec } from '../events/event-bus';
import { eventPattern } from '../events/event-pattern';
import type { StreamMapping } from '../events/table-streams';
import { type Callers, denialOf } from '../callers';
import type { FunctionSpec } from '../types';
import type { StackFunctions } from './functions';
import { ofType, read, refuse, type ServedResource, type ServedStack } from './resources';
import { inputOf, refuseDisabled, type RuleScope, ruleScope, targetFunction } from './rule-targets';

const RULE = 'AWS::Events::Rule';

export const busesOf = (served: ServedStack): BusSpec[] =>
  ofType(served, 'AWS::Events::EventBus').flatMap(
    (bus) =>
      served.notServed.attempt(bus, () => {
        read(bus, z.object({}));
        return { name: served.references(bus.id), region: served.stack.region, account: served.stack.account };
      }) ?? [],
  );

const ruleSchema = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: eventPattern,
  ScheduleExpression: z.undefined().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).default([]),
});

export function busRulesOf(served: ServedStack, functionAt: StackFunctions['at']): BusRule[] {
  const scope = ruleScope(served, functionAt);
  return ofType(served, RULE)
    .filter(({ properties }) => properties.EventPattern !== undefined)
    .flatMap((rule) => served.notServed.attempt(rule, () => ruleOf(rule, scope)) ?? []);
}

function ruleOf(rule: ServedResource, scope: RuleScope): BusRule {
  const { EventBusName, EventPattern, State, Targets } = read(rule, ruleSchema);
  refuseDisabled(rule, State);
  const targets = Targets.map(({ Arn, Input }) => ({
    functionArn: targetFunction(rule, Arn, scope),
    ...(Input !== undefined && { input: inputOf(rule, Input) }),
  }));
  return { logicalId: rule.id, busName: EventBusName.split('/').at(-1) ?? '', pattern: EventPattern, targets };
}

const filter = z.object({ Pattern: z.string().transform(toJson).pipe(eventPattern) });
const mappingSchema = z.object({
  BatchSize: z.coerce.number().default(100),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
  Enabled: z.boolean().default(true),
  EventSourceArn: z.string(),
  FilterCriteria: z.object({ Filters: z.array(filter).default([]) }).default({ Filters: [] }),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  MaximumRetryAttempts: z.coerce.number().default(-1),
});

function toJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: `must be JSON, not ${text}` });
    return z.NEVER;
  }
}

/** What the mappings of a stack are made of. */
interface MappingScope {
  readonly served: ServedStack;
  readonly functionAt: StackFunctions['at'];
  /** Lambda reads the stream as the function's role. */
  readonly callers: Callers;
}

/** The mappings that are enabled. */
export function streamMappingsOf(scope: MappingScope): StreamMapping[] {
  const { served } = scope;
  return ofType(served, 'AWS::Lambda::EventSourceMapping').flatMap(
    (mapping) => served.notServed.attempt(mapping, () => mappingOf(mapping, scope)) ?? [],
  );
}

function mappingOf(mapping: ServedResource, scope: MappingScope): StreamMapping[] {
  const given = read(mapping, mappingSchema);
  if (!given.Enabled) return [];
  if (!/^arn:aws:dynamodb:.*\/stream\//.test(given.EventSourceArn))
    throw refuse(mapping, 'EventSourceArn', `the local run serves streams of tables, not ${given.EventSourceArn}`);
  const spec = functionOf(mapping, given.FunctionName, scope);
  refuseWithoutRights(mapping, spec, { ...given, callers: scope.callers });
  const limit = (number: number): number | undefined => (number < 0 ? undefined : number);
  return [
    {
      logicalId: mapping.id,
      streamArn: given.EventSourceArn,
      functionArn: spec.arn,
      patterns: given.FilterCriteria.Filters.map(({ Pattern }) => Pattern),
      batchSize: given.BatchSize,
      reportsFailures: given.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      longestTrial: limit(given.MaximumRecordAgeInSeconds),
      mostRetries: limit(given.MaximumRetryAttempts),
    },
  ];
}

/** A mapping names its function, or gives the function's ARN. */
function functionOf(mapping: ServedResource, given: string, { served, functionAt }: MappingScope): FunctionSpec {
  const { region, account } = served.stack;
  const spec = functionAt(given.startsWith('arn:') ? given : `arn:aws:lambda:${region}:${account}:function:${given}`);
  if (spec === undefined) throw refuse(mapping, 'FunctionName', `${given} is not a function of the stack`);
  return spec;
}

const READS_STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** Lambda makes no mapping for a role that lacks one of these (CreateEventSourceMapping). */
function refuseWithoutRights(
  mapping: ServedResource,
  { name }: FunctionSpec,
  { EventSourceArn, DestinationConfig, callers }: z.infer<typeof mappingSchema> & Pick<MappingScope, 'callers'>,
): void {
  const caller = callers[name];
  if (caller === undefined) return;
  const needed = READS_STREAM.map((action) => ({ action: `dynamodb:${action}`, resource: EventSourceArn }));
  const destination = DestinationConfig?.OnFailure.Destination;
  if (destination?.startsWith('arn:aws:sqs:')) needed.push({ action: 'sqs:SendMessage', resource: destination });
  for (const request of needed) {
    const denied = denialOf(caller, name, request);
    if (denied !== undefined) throw refuse(mapping, 'FunctionName', denied);
  }
}
