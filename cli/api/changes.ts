/** Changes of a record: what is given is set, and `--clear` removes what an option had set before. */
import { UsageError } from '../declaration';
import { as, oneOf, option, repeated } from './values';

type Entry = readonly [name: string, value: string];

/** Facts of the user’s own about a record. */
export const METADATA = {
  metadata: as(
    'metadata',
    repeated(
      option<Entry>(
        [
          'NAME=TEXT',
          (text) => {
            const at = text.indexOf('=');
            if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
            throw new UsageError('takes NAME=TEXT');
          },
        ],
        'a fact of your own; those that are given replace all that are there',
      ),
    ),
  ),
};

/** Of two facts with one name the later one is kept. */
export const metadataOf = (given: readonly Entry[] | undefined): Record<string, unknown> | undefined =>
  given && Object.fromEntries(given);

export const clearing = <Name extends string>(names: readonly Name[]) =>
  repeated(option(oneOf('OPTION', names), `removes what this option set: ${names.join(', ')}`));

/** The value; null, which removes the member, if the option is to be cleared; undefined if nothing was said. */
export const orCleared = <Value, Name extends string>(
  value: Value | undefined,
  clear: readonly Name[] | undefined,
  name: Name,
): Value | null | undefined => value ?? (clear?.includes(name) === true ? null : undefined);

/** Undefined for a record without any value. */
export const orNothing = <Record extends object>(record: Record): Record | undefined =>
  Object.values(record).some((value) => value !== undefined) ? record : undefined;

export function refuseBoth(given: { readonly clear: readonly string[] | undefined }): void {
  const options: Readonly<Record<string, unknown>> = { ...given };
  const both = given.clear?.find((name) => options[name] !== undefined);
  if (both !== undefined) throw new UsageError(`--${both} and --clear ${both} exclude each other`);
}
