/**
 * The patterns of EventBridge rules and of the filters of event source mappings: exact values, `prefix`, `suffix`,
 * `anything-but` a value, and `exists`. A pattern with another operator is not served.
 *
 * Source: EventBridge User Guide, Comparison operators; AWS Lambda Developer Guide, Lambda event filtering.
 */
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const operators = [
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'anything-but': z.union([scalar, z.array(scalar)]) }),
  z.strictObject({ exists: z.boolean() }),
];
const choice = z.union([scalar, ...operators]);
type Choice = z.infer<typeof choice>;

export interface EventPattern {
  readonly [member: string]: EventPattern | readonly Choice[];
}

/** A member has one of the listed values, or is an object that matches. */
export const eventPattern: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(choice).min(1), eventPattern])),
);

/** Whether each member that the pattern names is there and matches. Of a list, one entry must match. */
export const matches = (pattern: EventPattern, event: JsonObject): boolean =>
  Object.entries(pattern).every(([name, wanted]) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    if (!isList(wanted)) return isJsonObject(value) && matches(wanted, value);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return wanted.some((one) => values.some((given) => isChosen(one, given)));
  });

const isList = (wanted: EventPattern[string]): wanted is readonly Choice[] => Array.isArray(wanted);

function isChosen(choice: Choice, value: unknown): boolean {
  if (typeof choice !== 'object' || choice === null) return choice === value;
  if ('exists' in choice) return choice.exists === (value !== undefined);
  if (value === undefined) return false;
  if ('anything-but' in choice) return ![choice['anything-but']].flat().some((one) => one === value);
  if (typeof value !== 'string') return false;
  return 'prefix' in choice ? value.startsWith(choice.prefix) : value.endsWith(choice.suffix);
}
