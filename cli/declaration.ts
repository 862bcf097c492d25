/** What a verb declares: its name, arguments and options. Commands, types of the values and completion come from it. */

/** A mistake in a command line, as one line for a person. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws a UsageError for a wrong value; its text goes on after the option's name: `takes a folder, not x`. */
type Read<Value> = (text: string) => Value;

/** An option with a value. */
export interface ValueOption<Value> {
  /** What the help calls the value, for example `DIR`. */
  readonly takes: string;
  readonly help: string;
  readonly read: Read<Value>;
  /** May be given more than once. */
  readonly many?: true;
  readonly required?: true;
  /** The member or parameter of the API that it becomes, where that is not the option's name in camel case. */
  readonly member?: string;
}
/** An option without a value. */
export interface FlagOption {
  readonly help: string;
}
export type Options = Readonly<Record<string, ValueOption<unknown> | FlagOption>>;

/** An argument that has its place and no name. */
export interface Argument<Value> {
  readonly help: string;
  /** A value that the message for a missing argument shows. */
  readonly example?: string;
  readonly read: Read<Value>;
  /** Reads what stdin holds, where the argument is `-`. Then `read` lets `-` through. */
  readonly fromInput?: Read<Value>;
}
/** In the order in which they are given. All are needed. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** A verb without arguments, or without options of its own. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- such a verb has an empty record of them
export type None = Readonly<Record<never, never>>;

type ValueOf<O, Value> = O extends { many: true } ? Value[] : Value;
type GivenOption<O> = O extends { read: Read<infer Value> }
  ? O extends { required: true }
    ? ValueOf<O, Value>
    : ValueOf<O, Value> | undefined
  : boolean;

/** What was given: the read value, or undefined; a list of what may be given more than once; true or false of a flag. */
export type Given<O extends Options, A extends Arguments = None> = {
  readonly [Name in keyof O]: GivenOption<O[Name]>;
} & { readonly [Name in keyof A]: A[Name] extends Argument<infer Value> ? Value : never };

export interface Declaration<O extends Options, A extends Arguments = None> {
  /** One or more words, for example `local` or `keys issue`. */
  readonly name: string;
  /** One line for the list of all verbs. */
  readonly summary: string;
  /** None has the name of an option. */
  readonly arguments?: A;
  readonly options: O;
  /** Follows the options in the help. */
  readonly notes?: string;
  /** Returns the exit code. */
  readonly run: (given: Given<O, A>) => Promise<number>;
}

/** A declaration whose values have lost their types. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly notes?: string;
  /** Runs the verb with what its readers returned. Throws a UsageError before anything is done. */
  readonly run: (given: Readonly<Record<string, unknown>>) => Promise<number>;
}
