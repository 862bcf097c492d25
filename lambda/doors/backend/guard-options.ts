/** What a handler asks for when it is wrapped. A function whose options are wrong does not start. */
import { InvariantError } from '../../domain/outcome';
import type { ScopeRule } from '../../domain/scopes';
import { isOrigin } from '../../http/web-origin';

/** What a handler asks for, beyond what `protect` asks of its route. Another member throws an `InvariantError` at once. */
export interface GuardOptions {
  /**
   * The handler only runs if the principal's `scopes` have this one, or `{ anyOf: […] }` or `{ allOf: […] }` of several,
   * spelled as there: `write:orders`, at the door `cognito` `orders/write:orders`. Otherwise the answer is a 403 problem
   * `insufficient-scope`, and a log line names the judged route and its scope rule. An empty list, or a value that is not a
   * scope rule, lets nobody in. Set it where one function serves several routes.
   * @default - what `protect` asks of the judged route is enough
   */
  readonly requireScope?: ScopeRule;
  /**
   * Origins of web pages that may read the 403 and the 500 of the wrapper itself, for example `https://app.example.com`, or
   * `*`: the `corsOrigins` of your `Sallyport`. With several, an answer names the one that the request came from. A value
   * with another form throws an `InvariantError` at once. What your handler answers stays as it is: it sends its own
   * `Access-Control-Allow-Origin`.
   * @default - none: these two answers have no CORS header, and a page sees a network error in their place
   */
  readonly corsOrigins?: readonly string[];
}

const NAMES: readonly string[] = ['requireScope', 'corsOrigins'] satisfies (keyof GuardOptions)[];

/** A misspelt `requireScope` would let everybody in, and a wrong origin would only show as a network error in a page. */
export function refuseWrong(options: unknown): void {
  const isObject = typeof options === 'object' && options !== null;
  const unknown = isObject ? Object.keys(options).filter((name) => !NAMES.includes(name)) : [JSON.stringify(options)];
  if (unknown.length > 0)
    throw new InvariantError(
      `The options are { ${NAMES.join(', ')} } and nothing else; remove or rename ${unknown.join(', ')}.`,
    );
  const { corsOrigins = [] }: { readonly corsOrigins?: unknown } = { ...(options as object) };
  const wrong = Array.isArray(corsOrigins) ? corsOrigins.filter((origin) => !isOrigin(origin)) : [corsOrigins];
  if (wrong.length > 0)
    throw new InvariantError(
      `corsOrigins is a list of "*" or of origins, such as ["https://app.example.com"], and has ${JSON.stringify(wrong)}.`,
    );
}
