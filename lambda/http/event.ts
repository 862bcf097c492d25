/**
 * The fields that are read of API Gateway's event for a Lambda proxy integration (REST API). The event spells header
 * names as the caller did, so they are compared without case. A header that was sent twice has two values.
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
    /** The requested path, with the stage or the custom domain's base path. */
    readonly path: string;
    readonly identity: { readonly sourceIp: string };
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** All values of a header. `name` is in lower case; the event may spell it in any case. */
export function headerValues(event: ProxyEvent, name: string): readonly string[] {
  return Object.entries(event.multiValueHeaders ?? {}).flatMap(([given, values]) =>
    given.toLowerCase() === name ? values : [],
  );
}

/** The route of the call, for example `GET /accounts/{accountId}`. */
export const routeKeyOf = (event: ProxyEvent): string => `${event.httpMethod} ${event.resource}`;
