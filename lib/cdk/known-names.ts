/**
 * Refuses an unknown name in an options object of ours. The compiler finds one in an object literal alone; in any other
 * object, and in JavaScript, a misspelt name would silently leave its default, such as a public route or another door.
 */
import { failSynth } from './synth-errors';

/** Every name of an options type. One that is missing, or is none of them, does not compile. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>;

/** Stops the synth: `Sallyport: doors is not an option of protect() for GET /. Did you mean door?` */
export function refuseUnknown(whose: string, given: object, names: Readonly<Record<string, true>>): void {
  for (const [name, value] of Object.entries(given)) {
    // A name without a value sets nothing, however it is spelled.
    if (value === undefined || Object.hasOwn(names, name)) continue;
    const known = Object.keys(names);
    const meant = nearest(name, known);
    failSynth(
      `${name} is not ${whose}${meant === undefined ? `; allowed: ${known.join(', ')}` : `. Did you mean ${meant}?`}`,
    );
  }
}

/** The known name that is most like this one; undefined if more than a third of it would have to change. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const [first] = known
    .map((one) => ({ one, changes: changesBetween(name.toLowerCase(), one.toLowerCase()) }))
    .sort((one, other) => one.changes - other.changes);
  return first !== undefined && first.changes <= Math.max(1, name.length / 3) ? first.one : undefined;
}

/** How many letters must be added, removed or replaced to make one text of the other (Levenshtein). */
function changesBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of Array.from(one).entries()) {
    const line = [row + 1];
    for (const [column, its] of Array.from(other).entries()) {
      const [left, up, replaced] = [line[column] ?? 0, above[column + 1] ?? 0, above[column] ?? 0];
      line.push(Math.min(left + 1, up + 1, replaced + (its === letter ? 0 : 1)));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
