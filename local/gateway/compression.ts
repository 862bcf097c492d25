/**
 * Compresses the answer of an integration for a caller that takes it, if the API asks for that (Developer Guide, payload
 * compression for REST APIs). API Gateway knows `gzip` and `deflate`; the coding that the caller likes best must be one of them.
 */
import { deflateSync, gzipSync } from 'node:zlib';
import type { ApiModel } from './api-model';
import { type Headers, valuesOf } from './headers';
import type { Reply } from './reply';

const CODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = { deflate: deflateSync, gzip: gzipSync };

export function compressed(reply: Reply, { compressFrom }: ApiModel, asked: Headers): Reply {
  const { headers, body } = reply;
  if (compressFrom === undefined || body.length === 0 || body.length < compressFrom) return reply;
  if (valuesOf(headers, 'content-encoding').length > 0) return reply;
  const coding = favourite(valuesOf(asked, 'accept-encoding').join(','));
  const coder = Object.hasOwn(CODERS, coding) ? CODERS[coding] : undefined;
  if (coder === undefined) return reply;
  return { ...reply, headers: [...headers, ['Content-Encoding', coding]], body: coder(body) };
}

/** The coding with the highest weight (RFC 9110 section 12.5.3); of several, the first. */
function favourite(list: string): string {
  const codings = list.split(',').map((element) => {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1;
    return { name, weight: Number(weight) };
  });
  const [best] = codings.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  return best?.name ?? '';
}
