/** How the AWS SDK sends requests: with time limits of our own. Its clients get it with `maxAttempts: 1` (`retry.ts`). */
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/** Milliseconds. */
export interface SdkTimes {
  /** Until a connection stands. */
  readonly connect: number;
  /** Until the whole answer is there. */
  readonly request: number;
}

export const sdkHandler = ({ connect, request }: SdkTimes, more: NodeHttpHandlerOptions = {}): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: connect,
    requestTimeout: request,
    throwOnRequestTimeout: true,
    socketTimeout: request,
    ...more,
  });
