/**
 * A verb that calls the management API: a declaration of what it takes, which call it makes, and how the answer is shown.
 * The rest is the same for all of them and is here: connection, question before an end, JSON, errors, exit code.
 */
import { type Client, createClient } from '../../client/index';
import { paintFor } from '../colour';
import { type Connection, CONNECTION_OPTIONS, type ConnectionOptions, connect } from '../connection/connection';
import { type Arguments, type Given, type None, type Options, UsageError, type Verb } from '../declaration';
import { doubt, EXIT, failureOf } from '../output/errors';
import { readBy } from '../given';
import { plain } from '../output/table';
import { defineVerb } from '../verb';
import type { World } from '../world';
import type { Show } from './show';
import { as, option, textOf } from './values';

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
  /** Whether its POST takes an Idempotency-Key. Only with it is there an `--idempotency-key`. */
  readonly isIdempotent?: true;
  /** Whether it takes access away from an account, a key or a client. Only with it is there a `--direct`. */
  readonly goesDirect?: true;
  readonly call: (context: Context, given: Given<O, A>) => Promise<Answer>;
  readonly show: Show<Answer>;
}

/** A verb that still lacks the world that it runs in. */
export type ApiVerb = (world: World) => Verb;

const JSON_OPTION = { json: { help: 'prints what the API answered' } };
const YES_OPTION = { yes: { help: 'does not ask first' } };
const KEY_OPTION = {
  'idempotency-key': as('Idempotency-Key', option(textOf('TEXT'), 'the same text again makes no second change')),
};
const DIRECT_OPTION = {
  direct: { help: 'with --stack, when the API does not answer: invokes its function itself, by your AWS credentials' },
};

export const apiVerb =
  <Answer, O extends Options = None, A extends Arguments = None>(declaration: ApiDeclaration<O, A, Answer>): ApiVerb =>
  (world) => {
    const { name, summary, notes, ends, isIdempotent, goesDirect, arguments: places } = declaration;
    const own: Options = {
      ...declaration.options,
      ...(isIdempotent && KEY_OPTION),
      ...(ends && YES_OPTION),
      ...(goesDirect && DIRECT_OPTION),
      ...JSON_OPTION,
    };
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

type CommonOptions = ConnectionOptions & {
  readonly json: boolean;
  readonly yes?: boolean;
  readonly 'idempotency-key'?: string | undefined;
};

async function runApiVerb<O extends Options, A extends Arguments, Answer>(
  declaration: ApiDeclaration<O, A, Answer>,
  world: World,
  typed: Given<O, A> & CommonOptions,
): Promise<number> {
  declaration.check?.(typed);
  const asksAtAll = endsSomething(declaration, typed);
  const question = asksAtAll && typed.yes !== true ? declaration.ends : undefined;
  const input = inputOf(declaration.arguments, typed);
  if (question !== undefined && (!world.canAsk || input !== undefined)) throw new UsageError(NOBODY_TO_ASK);
  world.outliveReaders();
  const ended = new AbortController();
  const forget = world.onInterrupt(() => ended.abort());
  const tell = (line: string): void => void world.stderr.write(`${line}\n`);
  const idempotencyKey = keyFor(declaration, typed, world);
  let isSent = false;
  try {
    const given = { ...typed, ...(await input?.(world.readInput(ended.signal))) };
    const context = await contextOf(world, given, { tell, signal: ended.signal, idempotencyKey });
    const stop = question && (await whyNot(context, await question(context, given)));
    if (stop !== undefined) return stop;
    if (question === undefined && asksAtAll) tell(`on ${placeOf(context)}`);
    isSent = true;
    const answer = await declaration.call(context, given);
    return declaration.show(answer, { world, json: given.json, tell });
  } catch (error) {
    const key = isSent ? idempotencyKey : undefined;
    if (ended.signal.aborted) return interrupted(key, tell);
    return toldOf(error, { ...declaration, idempotencyKey: key }, { world, tell });
  } finally {
    forget();
  }
}

const endsSomething = <O extends Options, A extends Arguments>(
  { ends, isTrial }: Pick<ApiDeclaration<O, A, unknown>, 'ends' | 'isTrial'>,
  given: Given<O, A>,
): boolean => ends !== undefined && isTrial?.(given) !== true;

const keyFor = (
  { isIdempotent }: { readonly isIdempotent?: true },
  { 'idempotency-key': given }: CommonOptions,
  { newKey }: World,
): string | undefined => isIdempotent && (given ?? newKey());

/** Reads the argument that is `-`, if one is, from the text of stdin. */
function inputOf(
  places: Arguments = {},
  given: Readonly<Record<string, unknown>>,
): ((input: Promise<string>) => Promise<Readonly<Record<string, unknown>>>) | undefined {
  for (const [name, { fromInput }] of Object.entries(places))
    if (fromInput !== undefined && given[name] === '-')
      return async (input) => ({ [name]: readBy(`<${name}>`, fromInput, (await input).trim()) });
  return undefined;
}

/** Ctrl-C. What was sent by then may be done. */
function interrupted(idempotencyKey: string | undefined, tell: Context['tell']): number {
  if (idempotencyKey !== undefined) doubt({ idempotencyKey }).forEach(tell);
  return EXIT.interrupted;
}

interface Declared {
  readonly options?: Options;
  readonly arguments?: Arguments;
  readonly idempotencyKey: string | undefined;
}

/** Tells of a failed call; throws a defect again. */
function toldOf(
  error: unknown,
  { options = {}, arguments: places = {}, idempotencyKey }: Declared,
  { world, tell }: Pick<Context, 'world' | 'tell'>,
): number {
  const declared = { options: { ...options, ...KEY_OPTION }, arguments: places, idempotencyKey };
  const failure = failureOf(error, declared, paintFor(world.stderr, world.environment));
  if (failure === undefined) throw error;
  failure.lines.forEach(tell);
  return failure.exitCode;
}

async function contextOf(
  world: World,
  given: CommonOptions,
  { idempotencyKey, ...parts }: Pick<Context, 'tell' | 'signal'> & { readonly idempotencyKey: string | undefined },
): Promise<Context> {
  const connection = await connect(world, given);
  const { url, token, direct } = connection;
  const client = createClient({ url, token, ...world.http, ...(direct && { fetch: direct }) });
  return { api: withKey(client, idempotencyKey), connection, world, now: world.now(), ...parts };
}

/** The client, whose POSTs have this Idempotency-Key. A verb that has one makes one of them. */
function withKey(api: Client, key: string | undefined): Client {
  if (key === undefined) return api;
  const headers = { 'Idempotency-Key': key };
  // Which paths take which options is what the types of `Client` say; the same of them are passed on.
  const post = api.post as (path: string, options?: object) => Promise<unknown>;
  return { ...api, post: ((path: string, options?: object) => post(path, { headers, ...options })) as Client['post'] };
}

const NOBODY_TO_ASK = 'this cannot be undone, and there is no terminal to ask on: add --yes';

/** Names the deployment for a person, for example `stack Orders (https://…/v1)`. */
const placeOf = ({ connection: { source, url, direct } }: Context): string =>
  direct === undefined ? `${source} (${url})` : source;

/** Asks; undefined after a yes, and else the exit code. */
async function whyNot(context: Context, what: string): Promise<number | undefined> {
  const where = `This is on ${placeOf(context)} and cannot be undone.`;
  const answer = await context.world.ask(`${plain(what)}\n${where} Go on? (yes/no) `);
  if (/^y(?:es)?$/i.test(answer?.trim() ?? '')) return undefined;
  context.tell('nothing was done');
  return answer === undefined ? EXIT.interrupted : EXIT.refused;
}
