/** DynamoDB's JSON of an item: `{"PK": {"S": "A#…"}, "version": {"N": "3"}}`. Records have no other types than these. */
import { DependencyError } from '../../domain/outcome';
import type { Attributes } from './codecs/attribute-codecs';

/** A value by its type. Source: DynamoDB API Reference, "AttributeValue". */
export type AttributeValue = { readonly S: string } | { readonly N: string } | { readonly B: string };
export type Item = Readonly<Record<string, AttributeValue>>;

export const toItemJson = (attributes: Attributes): Item =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toValue(value)]));

function toValue(value: unknown): AttributeValue {
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  return typeof value === 'number' ? { N: String(value) } : { S: String(value) };
}

/** Throws a `DependencyError` if the answer has something else in the place of an item. */
export function fromItemJson(item: unknown): Attributes {
  if (typeof item !== 'object' || item === null) throw new DependencyError('table', 'An item is not an object');
  const given: Attributes = { ...item };
  const attributes: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    // An assignment to this name would set the object's prototype.
    if (name !== '__proto__') attributes[name] = fromValue(given[name]);
  }
  return attributes;
}

/** A value of a type that no record has stays as it is: then the codec of its attribute refuses it. */
function fromValue(value: unknown): unknown {
  const { S, N, B } = Object(value) as Partial<Record<'S' | 'N' | 'B', unknown>>;
  if (typeof S === 'string') return S;
  if (typeof N === 'string') return Number(N);
  return typeof B === 'string' ? Uint8Array.from(Buffer.from(B, 'base64')) : value;
}
