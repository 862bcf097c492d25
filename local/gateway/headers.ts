/** Header fields as they were sent: in order, in their own spelling, a repeated name as often as it came. */

export type HeaderField = readonly [name: string, value: string];
export type Headers = readonly HeaderField[];

/** Reads `rawHeaders` of Node.js, in which names and values alternate. */
export function headersOf(raw: readonly string[]): Headers {
  const fields: HeaderField[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) fields.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return fields;
}

/** Every value of a header; upper and lower case of its name do not matter. */
export function valuesOf(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

export function without(headers: Headers, ...names: string[]): Headers {
  return headers.filter(([field]) => !names.includes(field.toLowerCase()));
}

/** The `headers` of an event: of a name that was sent twice, the last value (Developer Guide, proxy integrations). */
export const singleValues = (fields: Headers): Record<string, string> => Object.fromEntries(fields);

/** The `multiValueHeaders` of an event: every value, under its name as it was sent. */
export function multiValues(fields: Headers): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

/** The size that counts for API Gateway's limit. Assumed: names, values, `: ` and the line break. */
export function sizeOf(fields: Headers): number {
  return fields.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value, 'latin1') + 4,
    0,
  );
}
