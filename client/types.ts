/** What the calls of the client take and give, from the types of the API's description. */
import type { components, paths, ProblemCode } from './api-types';

export type { ProblemCode };
type Schemas = components['schemas'];
export type Account = Schemas['AccountNow'];
export type ApiKey = Schemas['Key'];
export type IssuedKey = Schemas['KeyIssued'];
export type OAuthClient = Schemas['OAuthClient'];
export type IssuedClient = Schemas['OAuthClientIssued'];
export type Operator = Schemas['Operator'];
export type AuditEvent = Schemas['Event'];
export type FieldError = Schemas['FieldError'];
export type Verdict = Schemas['Verdict'];
export type Usage = Schemas['Usage'];

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** The paths of the API that have the method. */
export type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

/** One operation of the API's description. */
export type Operation<M extends Method, Path extends PathWith<M>> = paths[Path] extends Record<M, infer O> ? O : never;

type Done = 200 | 201 | 204;
/** What a call gives: the body of the answer; undefined for 204. */
export type Answer<O> = O extends { responses: infer R }
  ? {
      [Status in keyof R & Done]: R[Status] extends { content: Record<string, infer Body> } ? Body : undefined;
    }[keyof R & Done]
  : never;

type Member<Of, Name extends string> = Of extends { [N in Name]?: infer Value } ? Exclude<Value, undefined> : never;
type Parameters<O, Kind extends string> = Member<Member<O, 'parameters'>, Kind>;
type Body<O> = Member<Member<Member<O, 'requestBody'>, 'content'>, 'application/json'>;

/** A member that is left out where the operation takes none, and optional where nothing in it is required. */
type Option<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : object extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** What a call takes beside its path: path parameters, query, headers and body of the operation, and a signal. */
export type CallOptions<O> = Option<'path', Parameters<O, 'path'>> &
  Option<'query', Parameters<O, 'query'>> &
  Option<'headers', Parameters<O, 'header'>> &
  (O extends { requestBody: object } ? { readonly body: Body<O> } : Option<'body', Partial<Body<O>>>) & {
    /** Ends the call; its reason is thrown. */
    readonly signal?: AbortSignal;
  };

/** The options may be left out where none is required. */
export type CallArguments<O> = object extends CallOptions<O> ? [options?: CallOptions<O>] : [options: CallOptions<O>];

/** The paths whose answers are pages of a list. */
export type ListPath = {
  [Path in PathWith<'get'>]: Answer<Operation<'get', Path>> extends { items: unknown[]; nextCursor?: string }
    ? 'nextCursor' extends keyof Answer<Operation<'get', Path>>
      ? Path
      : never
    : never;
}[PathWith<'get'>];
export type Item<Path extends ListPath> = Answer<Operation<'get', Path>> extends { items: (infer I)[] } ? I : never;
