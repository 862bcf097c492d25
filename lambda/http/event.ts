/**
 * What is read of API Gateway's REST proxy event, and nothing else of it. Header names keep the caller's
 * spelling there, so they are looked up without case; a header given twice has two values.
 */
import type { RequestIds } from './request-id';

export interface ProxyEvent {
  readonly httpMethod: string;
  /** The route's template, such as `/accounts/{accountId}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: RequestIds & {
    /** The path that was asked for, with the stage or the custom domain's base path. */
    readonly path: string;
    readonly identity: { readonly sourceIp: string };
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** All values of a header, in any spelling of its name. */
export function headerValues(event: ProxyEvent, name: string): readonly string[] {
  return Object.entries(event.multiValueHeaders ?? {}).flatMap(([given, values]) =>
    given.toLowerCase() === name ? values : [],
  );
}

/** `METHOD /template` of the call. */
export const routeKeyOf = (event: ProxyEvent): string => `${event.httpMethod} ${event.resource}`;
