/** Origins of web pages (RFC 6454), as CORS names them. */

/** `*`, or the scheme and host of a web page, such as `https://app.example.com`. */
export const isOrigin = (value: unknown): boolean =>
  value === '*' || (typeof value === 'string' && URL.canParse(value) && isWebOrigin(new URL(value), value));

const isWebOrigin = ({ protocol, origin }: URL, text: string): boolean =>
  ['http:', 'https:'].includes(protocol) && origin === text;
