/**
 * Source networks in CIDR form, for example `203.0.113.0/24`. A text that programs read differently is refused, for
 * example `010.0.0.0/8` (octal or decimal). A refused text admits no address.
 *
 * IPv4-mapped IPv6 (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2) counts as IPv4, in networks and in addresses. So `::/0`
 * admits no IPv4 address in either notation.
 */

const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** IPv4 at the end of an address. Excludes leading zeros, short forms such as `127.1`, and hexadecimal. */
const DOTTED = new RegExp(`(?<=:)${OCTET}(?:\\.${OCTET}){3}$`);
const HEXTET = /^[0-9A-Fa-f]{1,4}$/;
/** The 96-bit prefix that turns an IPv4 address into IPv4-mapped IPv6. */
const MAPPED = '0:0:0:0:0:ffff:';
const MAPPED_BITS = '0'.repeat(80) + '1'.repeat(16);
/** The longest spelling of an address; a longer text is refused unread. */
const MAX_LENGTH = '0000:0000:0000:0000:0000:ffff:255.255.255.255'.length;

/** `noPrefix`: `203.0.113.1` has no prefix length. `hostBits`: `203.0.113.1/24` has bits set after the prefix. */
export type NetworkError = 'malformed' | 'noPrefix' | 'hostBits';

/** Why the text is refused; undefined for a network such as `203.0.113.0/24` or `2001:db8::/32`. */
export function networkError(text: string): NetworkError | undefined {
  const parsed = parseNetwork(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Whether the text is one IPv4 or IPv6 address, without a zone. */
export const isAddress = (text: string): boolean => addressBits(text) !== undefined;

/** Whether the networks admit this address. An absent list admits every address; an empty list admits none. */
export function networksAllow(networks: readonly string[] | undefined, sourceIp: string): boolean {
  if (networks === undefined) return true;
  const address = addressBits(sourceIp);
  return address !== undefined && networks.some((text) => holds(parseNetwork(text), address));
}

const holds = (network: { readonly prefix: string } | NetworkError, address: string): boolean =>
  typeof network !== 'string' &&
  address.startsWith(network.prefix) &&
  address.startsWith(MAPPED_BITS) === network.prefix.startsWith(MAPPED_BITS);

function parseNetwork(text: string): { readonly prefix: string } | NetworkError {
  const address = text.replace(/\/.*/s, '');
  const bits = addressBits(address);
  if (bits === undefined) return 'malformed';
  if (address === text) return 'noPrefix';
  const length = text.slice(address.length + 1);
  const prefixBits = Number(length) + (address.includes(':') ? 0 : MAPPED_BITS.length);
  if (!PREFIX_LENGTH.test(length) || prefixBits > bits.length) return 'malformed';
  return bits.includes('1', prefixBits) ? 'hostBits' : { prefix: bits.slice(0, prefixBits) };
}

/**
 * The 128 bits of an address as a text of `0` and `1`. RFC 4291 section 2.2: eight groups, at most one `::`; the last
 * two groups may be dotted decimal. Refuses a zone (`%1`).
 */
function addressBits(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const spelled = (text.includes(':') ? text : MAPPED + text).replace(DOTTED, hexGroups);
  const halves = spelled.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.flat();
  const missing = 8 - groups.length;
  if (halves.length > 2 || !groups.every((group) => HEXTET.test(group))) return undefined;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return halves.map((half) => half.map(groupBits).join('')).join('0'.repeat(16 * missing));
}

const groupBits = (group: string): string => Number.parseInt(group, 16).toString(2).padStart(16, '0');

/** Dotted decimal as two groups: `192.0.2.1` as `c000:0201`. */
function hexGroups(dotted: string): string {
  const [a, b, c, d] = dotted.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return `${a}${b}:${c}${d}`;
}
