/** What the page around the element gives it, checked: a mistake there is told in words, and no token leaves its origin. */
import type { TokenSource } from 'sallyport/client';
import { SetupError } from '../data/failure';

/** What is used of the document. */
interface Surroundings {
  readonly baseURI: string;
  readonly location: { readonly origin: string };
}

/**
 * The address of the API, whole and without a slash at its end. Whoever can write `api` would get the token of everybody who
 * looks, so it has to be of the origin of the page; an API elsewhere could not be called anyway.
 */
export function apiOf(api: string, { baseURI, location: { origin } }: Surroundings): string {
  const url = URL.canParse(api, baseURI) ? new URL(api, baseURI) : undefined;
  if (url === undefined || url.origin !== origin || !url.protocol.startsWith('http'))
    throw new SetupError(`\`api\` is "${api}", and has to be an address of this page’s own origin, ${origin}`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** What an `Authorization` header can carry (RFC 9110, section 11.2). */
const TOKEN = /^[\x21-\x7e]+$/;

/** The function may be plain JavaScript, which gives whatever it gives. */
export const tokenOf =
  (token: TokenSource): TokenSource =>
  async (request) => {
    const given: unknown = await token(request);
    if (typeof given === 'string' && TOKEN.test(given)) return given;
    throw new SetupError('The function `token` gave no access token');
  };
