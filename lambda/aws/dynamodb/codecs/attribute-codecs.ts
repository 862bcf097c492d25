/**
 * Codecs between values and stored attributes. Every attribute is a string or a number: conditions compare these
 * exactly, and items stay small. A caller's JSON is stored as text, so the limits of DynamoDB's types do not apply to
 * it. Decoding throws a `DependencyError` for an attribute that the codec cannot have written.
 */
import type { Silence } from '../../../domain/key-lifetime';
import { BoundedMap } from '../../../domain/bounded-map';
import type { JsonObject } from '../../../domain/model';
import { DependencyError, InvariantError } from '../../../domain/outcome';

/** An item, or a part of it: stored values by attribute name. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface Codec<T, Optional extends boolean = boolean> {
  readonly optional: Optional;
  encode(value: T): unknown;
  /** Throws a `DependencyError` with `path`, for example `key.scopes`, if `encode` cannot have written the value. */
  decode(stored: unknown, path: string): T;
}

/** A codec for every member of `T`, so that a member without a codec does not compile. */
type MemberCodecs<T> = {
  readonly [P in keyof T]-?: undefined extends T[P] ? Codec<Exclude<T[P], undefined>, true> : Codec<T[P], false>;
};

/** The codec of an object whose members are an attribute each. */
export interface RecordCodec<T> extends Codec<T, false> {
  encode(value: T): Attributes;
  /** The codec of one member. Throws an `InvariantError` when the object has no such member. */
  member(name: string): Codec<unknown>;
}

const undecodable = (path: string, cause?: unknown): DependencyError =>
  new DependencyError('table', `${path} is stored in an unknown format`, { cause });

export const optional = <T>(codec: Codec<T, false>): Codec<T, true> => ({ ...codec, optional: true });

function scalar<T>(isValid: (stored: unknown) => stored is T): Codec<T, false> {
  return {
    optional: false,
    encode: (value) => value,
    decode: (stored, path) => {
      if (isValid(stored)) return stored;
      throw undecodable(path);
    },
  };
}

export const string = scalar((stored): stored is string => typeof stored === 'string');
export const wholeNumber = scalar((stored): stored is number => Number.isSafeInteger(stored));
export const oneOf = <const T extends string>(...values: readonly T[]): Codec<T, false> =>
  scalar((stored): stored is T => (values as readonly unknown[]).includes(stored));

/** Stored as 0 or 1. */
export const flag: Codec<boolean, false> = {
  optional: false,
  encode: (value) => Number(value),
  decode: (stored, path) => {
    if (stored === 0 || stored === 1) return stored === 1;
    throw undecodable(path);
  },
};

/** A list of words without spaces, stored as one text, for example `read:orders write:orders`. */
export const wordList: Codec<readonly string[], false> = {
  optional: false,
  encode: (words) => {
    if (words.some((word) => word === '' || word.includes(' ')))
      throw new InvariantError('A list of words has an entry that is empty or contains a space');
    return words.join(' ');
  },
  decode: (stored, path) => {
    const joined = string.decode(stored, path);
    return joined === '' ? [] : joined.split(' ');
  },
};

/** Most lists of networks that a process remembers: about 5 MB, if all are as long as a list can be. */
const MOST_TEXTS = 500;

const networkLists = new BoundedMap<unknown, readonly string[]>(MOST_TEXTS);

/** A list of networks. A text that was decoded lately gives the same frozen list: `networksAllow` parses a list once. */
export const networkList: Codec<readonly string[], false> = {
  ...wordList,
  decode: (stored, path) => {
    const known = networkLists.get(stored);
    if (known !== undefined) return known;
    const list = Object.freeze(wordList.decode(stored, path));
    networkLists.set(stored, list);
    return list;
  },
};

function json<T>(isValid: (value: unknown) => value is T): Codec<T, false> {
  return {
    optional: false,
    encode: (value) => JSON.stringify(value),
    decode: (stored, path) => {
      const value = parseJson(stored, path);
      if (isValid(value)) return value;
      throw undecodable(path);
    },
  };
}

function parseJson(stored: unknown, path: string): unknown {
  const text = string.decode(stored, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw undecodable(path, error);
  }
}

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const jsonObject = json((value): value is JsonObject => isObject(value));
export const stringList = json(
  (value): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
);

const isSilence = (value: unknown): value is Silence =>
  isObject(value) && Number.isSafeInteger(value.from) && Number.isSafeInteger(value.until);
export const silenceList = json((value): value is readonly Silence[] => Array.isArray(value) && value.every(isSilence));

export function recordCodec<T extends object>(codecs: MemberCodecs<T>): RecordCodec<T> {
  const members = Object.entries<Codec<unknown>>(codecs);
  const byName = new Map(members);
  return {
    optional: false,
    encode: (value) =>
      Object.fromEntries(
        members.flatMap(([name, codec]) => {
          const member: unknown = value[name as keyof T];
          return member === undefined ? [] : [[name, codec.encode(member)]];
        }),
      ),
    decode: (stored, path) => {
      if (!isObject(stored)) throw undecodable(path);
      const decoded: Record<string, unknown> = {};
      for (const [name, codec] of members) {
        const value = stored[name];
        if (value !== undefined || !codec.optional) decoded[name] = codec.decode(value, `${path}.${name}`);
      }
      return decoded as T;
    },
    member: (name) => {
      const codec = byName.get(name);
      if (codec === undefined)
        throw new InvariantError(`A write names the attribute ${name}, which this kind of record does not have`);
      return codec;
    },
  };
}

/** An object as one JSON text. Its members are in the order of the codec, so equal objects have equal texts. */
export const nested = <T extends object>(inner: RecordCodec<T>): Codec<T, false> => ({
  optional: false,
  encode: (value) => JSON.stringify(inner.encode(value)),
  decode: (stored, path) => inner.decode(parseJson(stored, path), path),
});
