/** The CORS headers with which a page in a browser can read an answer that no handler made. */
import { type EventMap, headerValues } from '../../http/event';

/** One origin is named whatever page asks, as in API Gateway's own answers; of several, the one that asks. */
export function corsHeaders(origins: readonly string[], requestHeaders: EventMap): Readonly<Record<string, string>> {
  if (origins.length === 0) return {};
  if (origins.length === 1 || origins.includes('*')) return readableBy(origins.includes('*') ? '*' : origins.join());
  const asking = headerValues(requestHeaders, 'origin').join();
  return { Vary: 'Origin', ...(origins.includes(asking) && readableBy(asking)) };
}

/** The answers have one header that a page could not read otherwise. */
const readableBy = (origin: string) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
});
