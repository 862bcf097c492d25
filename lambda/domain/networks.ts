/**
 * Source networks in CIDR form, for example `203.0.113.0/24`. A text that two programs could read as different networks
 * is refused, for example `010.0.0.0/8`; a refused text admits no address.
 *
 * IPv4-mapped IPv6 (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2) counts as IPv4, in networks and in addresses. So `::/0`
 * admits no IPv4 address, however it is written.
 */

/** An address as a text of `0` and `1`: 32 for IPv4, 128 for IPv6. */
type Bits = string;

interface Network {
  readonly prefix: Bits;
  /** 32 or 128. */
  readonly width: number;
}

const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const HEXTET = /^[0-9A-Fa-f]{1,4}$/;
/** The longest spelling of an IPv6 network; a longer text is refused unread. */
const MAX_LENGTH = '0000:0000:0000:0000:0000:ffff:255.255.255.255/128'.length;
/** First 96 bits of an IPv4-mapped address. */
const MAPPED = '0'.repeat(80) + '1'.repeat(16);

/** Why a text is refused: `noPrefix` as in `203.0.113.1`, `hostBits` (set after the prefix) as in `203.0.113.1/24`. */
export type NetworkError = 'malformed' | 'noPrefix' | 'hostBits';

/** Why the text is refused; undefined for a network such as `203.0.113.0/24` or `2001:db8::/32`. */
export function networkError(text: string): NetworkError | undefined {
  const parsed = parseNetwork(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Whether the text is one IPv4 or IPv6 address, without a zone. */
export const isAddress = (text: string): boolean => text.length <= MAX_LENGTH && parseAddress(text) !== undefined;

/** Whether the networks admit a call from this address. Without a list they admit any call, with an empty one none. */
export function networksAllow(networks: readonly string[] | undefined, sourceIp: string): boolean {
  if (networks === undefined) return true;
  const parsed = parseAddress(sourceIp);
  if (parsed === undefined) return false;
  const address = unmapped(parsed);
  return networks.some((text) => {
    const network = parseNetwork(text);
    return typeof network !== 'string' && network.width === address.length && address.startsWith(network.prefix);
  });
}

function parseNetwork(text: string): Network | NetworkError {
  if (text.length > MAX_LENGTH) return 'malformed';
  const slash = text.indexOf('/');
  const bits = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (bits === undefined) return 'malformed';
  if (slash < 0) return 'noPrefix';
  const length = text.slice(slash + 1);
  if (!PREFIX_LENGTH.test(length) || Number(length) > bits.length) return 'malformed';
  if (bits.includes('1', Number(length))) return 'hostBits';
  const prefix = bits.slice(0, Number(length));
  return prefix.startsWith(MAPPED)
    ? { prefix: prefix.slice(MAPPED.length), width: 32 }
    : { prefix, width: bits.length };
}

const unmapped = (bits: Bits): Bits => (bits.startsWith(MAPPED) ? bits.slice(MAPPED.length) : bits);

const parseAddress = (text: string): Bits | undefined => (text.includes(':') ? parseV6(text) : parseV4(text));

/** Four decimal octets. Refuses leading zeros, short forms such as `127.1`, and hexadecimal. */
function parseV4(text: string): Bits | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return undefined;
  return octets.map((octet) => Number(octet).toString(2).padStart(8, '0')).join('');
}

/** RFC 4291 section 2.2: eight groups, at most one `::`, the last two perhaps in dotted decimal. Refuses a zone (`%1`). */
function parseV6(text: string): Bits | undefined {
  const spelled = withoutDots(text);
  if (spelled === undefined) return undefined;
  const halves = spelled.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.flat();
  const missing = 8 - groups.length;
  if (halves.length > 2 || !groups.every((group) => HEXTET.test(group))) return undefined;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return halves.map((half) => half.map(groupBits).join('')).join('0'.repeat(16 * missing));
}

const groupBits = (group: string): Bits => Number.parseInt(group, 16).toString(2).padStart(16, '0');

/** Rewrites dotted decimal as two groups: `::ffff:192.0.2.1` as `::ffff:c000:201`. */
function withoutDots(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const colon = text.lastIndexOf(':');
  const bits = parseV4(text.slice(colon + 1));
  if (bits === undefined) return undefined;
  const [high, low] = [bits.slice(0, 16), bits.slice(16)].map((group) => Number.parseInt(group, 2).toString(16));
  return `${text.slice(0, colon + 1)}${high}:${low}`;
}
