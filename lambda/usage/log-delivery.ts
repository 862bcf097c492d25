/**
 * What CloudWatch Logs delivers to a subscribed function: log events in gzip and base64. It may deliver an event twice,
 * late and in another batch, and it also sends messages of its own to see that the function can be reached.
 * Source: CloudWatch Logs User Guide, "Log group-level subscription filters".
 */
import { gunzipSync } from 'node:zlib';

/** The event of a subscribed function. */
export interface LogDelivery {
  readonly awslogs?: { readonly data?: unknown } | null;
}

/** Most bytes of one batch of log events. More than 10 times what a batch of Lambda's largest event holds of our lines. */
const MOST_BYTES = 32 * 1_048_576;

/** The lines of a delivery. None in a message of CloudWatch Logs itself. Undefined if the delivery cannot be read. */
export function linesIn(delivery: LogDelivery): readonly unknown[] | undefined {
  const content = contentOf(delivery.awslogs?.data);
  if (content?.messageType === 'CONTROL_MESSAGE') return [];
  if (content?.messageType !== 'DATA_MESSAGE' || !Array.isArray(content.logEvents)) return undefined;
  return content.logEvents.map((event: unknown) => (Object(event) as { readonly message?: unknown }).message);
}

function contentOf(data: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const text = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MOST_BYTES }).toString();
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
