/**
 * A verb that calls the management API: a declaration of what it takes, which call it makes, and how the answer is shown.
 * The rest is the same for all of them and is here: connection, question before an end, JSON, errors, exit code.
 */
import { type Client, createClient } from '../../client/index';
import { paintFor } from '../colour';
import { type Connection, CONNECTION_OPTIONS, type ConnectionOptions, connect } from '../connection/connection';
import { type Arguments, type Given, type None, type Options, UsageError, type Verb } from '../declaration';
import { EXIT, failureOf } from '../output/errors';
import { plain } from '../output/table';
import { defineVerb } from '../verb';
import type { World } from '../world';
import type { Show } from './show';

export interface Context {
  readonly api: Client;
  readonly connection: Connection;
  readonly world: World;
  /** A line for the person, on stderr. */
  readonly tell: (line: string) => void;
  /** When the verb began, in milliseconds since 1970. */
  readonly now: number;
  /** Ends at Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface ApiDeclaration<O extends Options, A extends Arguments, Answer> {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: A;
  readonly options?: O;
  readonly notes?: string;
  /** Throws a UsageError for options that do not go together, before anything is read or asked. */
  readonly check?: (given: Given<O, A>) => void;
  /** What the verb ends and cannot be undone, as the first part of a question. Only with it is there a `--yes`. */
  readonly ends?: (context: Context, given: Given<O, A>) => Promise<string> | string;
  /** Whether it ends nothing this time, and needs no question. */
  readonly isTrial?: (given: Given<O, A>) => boolean;
  readonly call: (context: Context, given: Given<O, A>) => Promise<Answer>;
  readonly show: Show<Answer>;
}

/** A verb that still lacks the world that it runs in. */
export type ApiVerb = (world: World) => Verb;

const JSON_OPTION = { json: { help: 'prints what the API answered' } };
const YES_OPTION = { yes: { help: 'does not ask first' } };

export const apiVerb =
  <Answer, O extends Options = None, A extends Arguments = None>(declaration: ApiDeclaration<O, A, Answer>): ApiVerb =>
  (world) => {
    const { name, summary, notes, ends, arguments: places } = declaration;
    const own: Options = { ...declaration.options, ...(ends && YES_OPTION), ...JSON_OPTION };
    return defineVerb<Options, Arguments>({
      name,
      summary,
      ...(places && { arguments: places }),
      options: { ...own, ...CONNECTION_OPTIONS },
      ...(notes === undefined ? {} : { notes }),
      // The parser gave what the declaration and the options of all verbs say.
      run: (given) => runApiVerb(declaration, world, given as unknown as Given<O, A> & CommonOptions),
    });
  };

type CommonOptions = ConnectionOptions & { readonly json: boolean; readonly yes?: boolean };

async function runApiVerb<O extends Options, A extends Arguments, Answer>(
  declaration: ApiDeclaration<O, A, Answer>,
  world: World,
  given: Given<O, A> & CommonOptions,
): Promise<number> {
  declaration.check?.(given);
  const asksAtAll = declaration.isTrial?.(given) !== true;
  const question = asksAtAll && given.yes !== true ? declaration.ends : undefined;
  if (question !== undefined && !world.canAsk) throw new UsageError(NOBODY_TO_ASK);
  world.outliveReaders();
  const ended = new AbortController();
  const forget = world.onInterrupt(() => ended.abort());
  const tell = (line: string): void => void world.stderr.write(`${line}\n`);
  try {
    const context = await contextOf(world, given, { tell, signal: ended.signal });
    const stop = question && (await whyNot(context, await question(context, given)));
    if (stop !== undefined) return stop;
    if (question === undefined && declaration.ends !== undefined && asksAtAll) tell(`on ${placeOf(context)}`);
    const answer = await declaration.call(context, given);
    return declaration.show(answer, { world, json: given.json, tell });
  } catch (error) {
    if (ended.signal.aborted) return EXIT.interrupted;
    return toldOf(error, declaration, { world, tell });
  } finally {
    forget();
  }
}

/** Tells of a failed call; throws a defect again. */
function toldOf(
  error: unknown,
  { options = {}, arguments: places = {} }: { readonly options?: Options; readonly arguments?: Arguments },
  { world, tell }: Pick<Context, 'world' | 'tell'>,
): number {
  const failure = failureOf(error, { options, arguments: places }, paintFor(world.stderr, world.environment));
  if (failure === undefined) throw error;
  failure.lines.forEach(tell);
  return failure.exitCode;
}

async function contextOf(
  world: World,
  given: CommonOptions,
  parts: Pick<Context, 'tell' | 'signal'>,
): Promise<Context> {
  const connection = await connect(world, given);
  const api = createClient({ url: connection.url, token: connection.token, ...world.http });
  return { api, connection, world, now: world.now(), ...parts };
}

const NOBODY_TO_ASK = 'this cannot be undone, and there is no terminal to ask on: add --yes';

/** Names the deployment for a person, for example `stack Orders (https://…/v1)`. */
const placeOf = ({ connection: { source, url } }: Context): string => `${source} (${url})`;

/** Asks; undefined after a yes, and else the exit code. */
async function whyNot(context: Context, what: string): Promise<number | undefined> {
  const where = `This is on ${placeOf(context)} and cannot be undone.`;
  const answer = await context.world.ask(`${plain(what)}\n${where} Go on? (yes/no) `);
  if (/^y(?:es)?$/i.test(answer?.trim() ?? '')) return undefined;
  context.tell('nothing was done');
  return answer === undefined ? EXIT.interrupted : EXIT.refused;
}
