/** Allowed networks as a person types them: one a line. */

/** The network that has this address alone, for example `198.51.100.7/32`. */
export const networkOf = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;

/** The networks in the text: one a line, or with commas or spaces between them. */
export const networksIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** The text with the network on a line of its own, unless it is there. */
export function withNetwork(text: string, network: string): string {
  const networks = networksIn(text);
  return (networks.includes(network) ? networks : [...networks, network]).join('\n');
}
