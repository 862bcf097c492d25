/** JSON objects, which log lines and AWS's JSON protocols consist of. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined for text that is not JSON, and for JSON that is not an object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
