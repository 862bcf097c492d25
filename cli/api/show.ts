/** How answers are shown. Lists and records go to stdout; a secret goes there alone, and all about it to stderr. */
import { paintFor } from '../colour';
import { EXIT } from '../output/errors';
import { recordLines } from '../output/record';
import { type Column, plain, tableLines } from '../output/table';
import type { Stream, World } from '../world';

export interface Shown {
  readonly world: World;
  readonly json: boolean;
  readonly tell: (line: string) => void;
}
/** Shows the answer of a call; the result is the exit code. */
export type Show<Answer> = (answer: Answer, shown: Shown) => number;

/** As JSON where that is asked for, and else as the function says. */
export const orJson =
  <Answer>(show: Show<Answer>): Show<Answer> =>
  (answer, shown) => {
    if (!shown.json) return show(answer, shown);
    if (answer !== undefined) print(shown.world.stdout, [JSON.stringify(answer, null, 2)]);
    return EXIT.done;
  };

/** What a list, whole or cut, holds. */
export interface Items<Item> {
  readonly items: readonly Item[];
}

export const asTable = <Item>(columns: readonly Column<Item>[]): Show<Items<Item>> =>
  orJson(({ items }, { world, tell }) => {
    if (items.length === 0) tell('none');
    else print(world.stdout, tableLines(columns, items, look(world)));
    return EXIT.done;
  });

export const asRecord: Show<object> = orJson((record, { world }) => {
  print(world.stdout, recordLines(record, look(world).paint));
  return EXIT.done;
});

/** One line that says what is now so. */
export const asLine = <Answer>(line: (answer: Answer) => string): Show<Answer> =>
  orJson((answer, { world }) => {
    print(world.stdout, [plain(line(answer))]);
    return EXIT.done;
  });

/** For what is deleted: the API answers with nothing. */
export const asDone: Show<unknown> = (_, { json, world }) => {
  if (!json) print(world.stdout, ['deleted']);
  return EXIT.done;
};

/** An answer with a secret that is shown this once. */
interface Secretive {
  readonly detail?: string;
  readonly secretShown?: boolean;
}

/**
 * The secret alone on stdout, and the record without it on stderr. Without a secret, as in the answer to a retry, the exit
 * code is 1, so that no script goes on with an empty one.
 */
export const asSecret =
  <Answer extends Secretive>(member: keyof Answer & string): Show<Answer> =>
  (answer, { world, json, tell }) => {
    const { [member]: secret, detail, ...record } = { ...answer, secretShown: undefined };
    const code = typeof secret === 'string' ? EXIT.done : EXIT.refused;
    if (json) {
      print(world.stdout, [JSON.stringify(answer, null, 2)]);
      return code;
    }
    recordLines(record, paintFor(world.stderr, world.environment)).forEach(tell);
    if (typeof secret === 'string') {
      tell('The secret is on stdout and is not shown again.');
      print(world.stdout, [secret]);
    } else tell(detail ?? 'The answer holds no secret.');
    return code;
  };

export const print = (stream: Stream, lines: readonly string[]): void => void stream.write(`${lines.join('\n')}\n`);

/** What is piped on is not cut, unless COLUMNS says how wide it may be. */
export function look({ stdout, environment }: World) {
  // A terminal that does not know its width says 0.
  const width = stdout.columns || Number(environment.COLUMNS) || undefined;
  return { width, paint: paintFor(stdout, environment) };
}
