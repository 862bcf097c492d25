/**
 * The errors that stop a synth, and checks of a value that props have in common. A message says the name, the value and
 * what is allowed, because a deployment that fails halfway is harder to understand and to repair.
 */
import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Whether `value` is an object with named properties. Checked because an app in JavaScript may pass anything. */
export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !isList(value);

/** Whether `value` is an array. Not a type guard, which would replace the narrower type that the compiler knows. */
export const isList = (value: unknown): boolean => Array.isArray(value);

/** Stops the synth: `Sallyport: name is "O"; allowed: 2 to 40 lower-case letters`. */
export function invalid(prop: string, value: unknown, allowed: string): never {
  return failSynth(`${prop} is ${textOf(value)}; allowed: ${allowed}`);
}

/** A value as a message shows it: a construct by its path, as it has no JSON, and no function's whole source. */
function textOf(value: unknown): string {
  if (Construct.isConstruct(value)) return `the construct ${value.node.path}`;
  if (typeof value === 'function') return `the function ${value.name}`.trim();
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value); // It holds itself, or a number without JSON.
  }
}

/** Stops the synth with a message that says what happened and what to do. */
export function failSynth(message: string): never {
  throw new Error(`Sallyport: ${message}`);
}

/** The largest Integer that AWS takes, as its numbers of this type have 32 bits. */
const MOST = 2_147_483_647;

/** Stops the synth unless `value` is a whole number from `least` to `most`. */
export function checkWhole(prop: string, value: number, { least = 1, most = MOST, unit = '' }): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  invalid(prop, value, `a whole number${unit && ` of ${unit}`}, ${least} to ${most}`);
}

/** Stops the synth unless `value` is a `Duration` of whole units in the range. */
export function checkDuration(prop: string, value: Duration, { unit, least, most }: DurationRange): void {
  if (!isObject(value) || !('toMilliseconds' in value))
    invalid(prop, value, `a Duration, such as Duration.${unit}(${least})`);
  const length = value.toMilliseconds() / MILLISECONDS[unit];
  if (!Number.isInteger(length) || length < least || length > most)
    invalid(prop, value.toHumanString(), `whole ${unit}, ${least} to ${most}`);
}

const MILLISECONDS = { seconds: 1_000, minutes: 60_000, days: 86_400_000 } as const;

interface DurationRange {
  readonly unit: keyof typeof MILLISECONDS;
  readonly least: number;
  readonly most: number;
}

/** Stops the synth for a prop that would have no effect, as it is about what `own` of the deployer stands in place of. */
export function refuseBeside(own: string, props: Readonly<Record<string, unknown>>): void {
  for (const [prop, value] of Object.entries(props))
    if (value !== undefined)
      failSynth(`${prop} has no effect on the ${own} that you pass; set it on that ${own}, or leave it out`);
}
