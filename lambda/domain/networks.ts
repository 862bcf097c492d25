/**
 * Source networks in CIDR form, for example `203.0.113.0/24`. A text that programs read differently is refused, for
 * example `010.0.0.0/8` (octal or decimal). A refused text admits no address.
 *
 * IPv4-mapped IPv6 (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2) counts as IPv4, in networks and in addresses. So `::/0`
 * admits no IPv4 address in either notation.
 */

const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** IPv4. Excludes leading zeros, short forms such as `127.1`, and hexadecimal. */
const DOTTED = `${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}`;
const IPV4 = new RegExp(`^${DOTTED}$`);
const IPV4_AT_END = new RegExp(`(?<=:)${DOTTED}$`);
const HEXTET = /^[0-9A-Fa-f]{1,4}$/;
/** The longest spelling of an address; a longer text is refused unread. */
const MAX_LENGTH = '0000:0000:0000:0000:0000:ffff:255.255.255.255'.length;

/** The 128 bits of an address, 32 in each number. IPv4 is IPv4-mapped IPv6. */
type Address = readonly [number, number, number, number];
/** The first three numbers of IPv4-mapped IPv6: its first 96 bits. */
const MAPPED = [0, 0, 0xffff] as const;
const MAPPED_BITS = 96;
const ADDRESS_BITS = 128;

/** `mask` has the bits of the prefix. `isIpv4`: the prefix has all 96 bits of IPv4-mapped IPv6. */
interface Network {
  readonly address: Address;
  readonly mask: Address;
  readonly isIpv4: boolean;
}

/** `noPrefix`: `203.0.113.1` has no prefix length. `hostBits`: `203.0.113.1/24` has bits set after the prefix. */
export type NetworkError = 'malformed' | 'noPrefix' | 'hostBits';

/** Why the text is refused; undefined for a network such as `203.0.113.0/24` or `2001:db8::/32`. */
export function networkError(text: string): NetworkError | undefined {
  const parsed = parseNetwork(text);
  return typeof parsed === 'string' ? parsed : undefined;
}

/** Whether the text is one IPv4 or IPv6 address, without a zone. */
export const isAddress = (text: string): boolean => parseAddress(text) !== undefined;

/**
 * Whether the networks admit this address. An absent list admits every address; an empty list admits none. A list is
 * parsed once: a reader that gives the same list again spares the next call the work.
 */
export function networksAllow(networks: readonly string[] | undefined, sourceIp: string): boolean {
  if (networks === undefined) return true;
  const address = parseAddress(sourceIp);
  return address !== undefined && parsedList(networks).some((network) => holds(network, address));
}

const parsedLists = new WeakMap<readonly string[], readonly Network[]>();

function parsedList(networks: readonly string[]): readonly Network[] {
  const known = parsedLists.get(networks);
  if (known !== undefined) return known;
  const parsed = networks.map(parseNetwork).filter((network) => typeof network !== 'string');
  parsedLists.set(networks, parsed);
  return parsed;
}

const holds = ({ address: network, mask, isIpv4 }: Network, address: Address): boolean =>
  ((network[3] ^ address[3]) & mask[3]) === 0 &&
  ((network[2] ^ address[2]) & mask[2]) === 0 &&
  ((network[1] ^ address[1]) & mask[1]) === 0 &&
  ((network[0] ^ address[0]) & mask[0]) === 0 &&
  isMapped(address) === isIpv4;

const isMapped = (address: Address): boolean => MAPPED.every((number, at) => address[at] === number);

function parseNetwork(text: string): Network | NetworkError {
  const spelled = text.replace(/\/.*/s, '');
  const address = parseAddress(spelled);
  if (address === undefined) return 'malformed';
  if (spelled === text) return 'noPrefix';
  const length = text.slice(spelled.length + 1);
  const bits = Number(length) + (spelled.includes(':') ? 0 : MAPPED_BITS);
  if (!PREFIX_LENGTH.test(length) || bits > ADDRESS_BITS) return 'malformed';
  if (address.some((number, at) => (number & ~maskAt(at, bits)) !== 0)) return 'hostBits';
  const mask = [maskAt(0, bits), maskAt(1, bits), maskAt(2, bits), maskAt(3, bits)] as const;
  return { address, mask, isIpv4: bits >= MAPPED_BITS && isMapped(address) };
}

/** The bits of an address's number at this place that a prefix of so many bits has. */
function maskAt(at: number, prefixBits: number): number {
  const bits = prefixBits - 32 * at;
  // A shift by 32 would shift by 0.
  return bits <= 0 ? 0 : -1 << Math.max(0, 32 - bits);
}

/**
 * RFC 4291 section 2.2: eight groups, at most one `::`; the last two groups may be dotted decimal. Refuses a zone
 * (`%1`).
 */
function parseAddress(text: string): Address | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, ...octets] = IPV4.exec(text) ?? [];
  if (octets.length > 0) return [...MAPPED, numberOf(octets, 256)];
  const spelled = text.replace(IPV4_AT_END, hexGroups);
  const halves = spelled.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - halves.flat().length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = halves.flatMap((half, at) => (at === 0 ? half : [...Array<string>(missing).fill('0'), ...half]));
  if (!groups.every((group) => HEXTET.test(group))) return undefined;
  const numberAt = (at: number): number =>
    numberOf(
      groups.slice(at, at + 2).map((group) => `0x${group}`),
      65_536,
    );
  return [numberAt(0), numberAt(2), numberAt(4), numberAt(6)];
}

/** Digits in this base as a number of 32 bits. */
const numberOf = (digits: readonly string[], base: number): number =>
  digits.reduce((number, digit) => number * base + Number(digit), 0) | 0;

/** Dotted decimal as two groups: `192.0.2.1` as `c000:0201`. */
function hexGroups(dotted: string): string {
  const [a, b, c, d] = dotted.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return `${a}${b}:${c}${d}`;
}
