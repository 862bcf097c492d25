/** What a function gets from Lambda beside the event. */
import type { FunctionContext } from '../../lambda/functions/wiring/invocation';

/** Milliseconds that the authorizer has in the stack. */
const TIMEOUT = 5_000;

export function lambdaContext(): FunctionContext {
  const end = Date.now() + TIMEOUT;
  return { awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd', getRemainingTimeInMillis: () => end - Date.now() };
}

export type Handler = (event: unknown, context: FunctionContext) => Promise<unknown>;

/**
 * Whether the function refuses: an authorizer throws exactly `Unauthorized`, the management API answers 401 or 403. Rejects for
 * any other error.
 */
export const refuses = (handler: Handler, event: unknown): Promise<boolean> =>
  handler(event, lambdaContext()).then(
    (answer) => /"statusCode":40[13]/.test(JSON.stringify(answer)),
    (error: unknown) => {
      if (error instanceof Error && error.message === 'Unauthorized') return true;
      throw error;
    },
  );

/** Whether the authorizer refuses each event because its credential is malformed, as the lines say that it logs meanwhile. */
export async function refusesAsMalformed(handler: Handler, events: readonly unknown[]): Promise<boolean> {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  try {
    for (const event of events) if (!(await refuses(handler, event))) return false;
  } finally {
    process.stdout.write = write;
  }
  return lines.length === events.length && lines.every((line) => line.includes('"reason":"malformed"'));
}

/** Whether the answer allows the call. A contender that only sends requests answers with what it got. */
export function allows(answer: unknown): boolean {
  const text = JSON.stringify(answer);
  return ['"Effect":"Allow"', '"statusCode":20', '"Responses"', '"Items"'].some((part) => text.includes(part));
}
