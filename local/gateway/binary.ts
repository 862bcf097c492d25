/**
 * Which bodies are binary for an API (Developer Guide, Content type conversions in API Gateway, and Return binary media
 * from a Lambda proxy integration). A function sees and gives such a body as base64.
 */
import { ANY_TYPE, type ApiModel } from './api-model';
import { type Headers, valuesOf } from './headers';

/** Whether a request's body is binary, by its media type. */
export const sendsBinary = (api: ApiModel, headers: Headers): boolean =>
  isBinary(api, valuesOf(headers, 'content-type').at(-1) ?? 'application/json');

/** Whether an answer that a function gave as base64 goes out as bytes, by the first media type that the client accepts. */
export const takesBinary = (api: ApiModel, headers: Headers): boolean =>
  isBinary(api, valuesOf(headers, 'accept')[0] ?? 'application/json');

/** The first media type of a list, without its parameters, is compared. */
function isBinary({ binaryTypes }: ApiModel, types: string): boolean {
  const [type = ''] = types.split(/[;,]/);
  return binaryTypes.includes(ANY_TYPE) || binaryTypes.includes(type.trim().toLowerCase());
}
