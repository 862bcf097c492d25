/** Header fields as they came: names as sent, in order, duplicates kept. Nothing is merged before a reader asks. */

export type HeaderField = readonly [name: string, value: string];
export type Headers = readonly HeaderField[];

/** From Node's flat list of names and values. */
export function headersOf(raw: readonly string[]): Headers {
  const fields: HeaderField[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) fields.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return fields;
}

/** Every value of a header, whatever the spelling of its name. */
export function valuesOf(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

export function without(headers: Headers, ...names: string[]): Headers {
  return headers.filter(([field]) => !names.includes(field.toLowerCase()));
}

/** The `headers` of an event: of a name sent twice the last value stands. */
export const singleValues = (fields: Headers): Record<string, string> => Object.fromEntries(fields);

/** The `multiValueHeaders` of an event: every value under the name as it was spelled. */
export function multiValues(fields: Headers): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

/** What API Gateway counts against its header limit: names, values and the four characters around them. */
export function sizeOf(fields: Headers): number {
  return fields.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value, 'latin1') + 4,
    0,
  );
}
