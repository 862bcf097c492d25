/** The props `keyPrefix` and `earlierKeyPrefixes`: how the keys of a deployment begin. */
import { KEY_PREFIX } from '../../lambda/domain/key-format';
import { invalid, isList } from '../cdk/synth-errors';

type Prefixes = Readonly<{ keyPrefix: string; earlierKeyPrefixes: readonly string[] }>;

const FORM = '2 to 10 lower-case letters and digits';
const MOST_EARLIER = 5;

/** Stops the synth for a prefix that no key could have. */
export function checkKeyPrefixes({ keyPrefix, earlierKeyPrefixes: earlier }: Prefixes): void {
  if (!KEY_PREFIX.test(keyPrefix)) invalid('keyPrefix', keyPrefix, FORM);
  if (!isList(earlier) || earlier.length > MOST_EARLIER)
    invalid('earlierKeyPrefixes', earlier, `a list of at most ${MOST_EARLIER} prefixes, such as ["sp"]`);
  for (const prefix of earlier) {
    if (typeof prefix !== 'string' || !KEY_PREFIX.test(prefix)) invalid('an entry of earlierKeyPrefixes', prefix, FORM);
    if (prefix === keyPrefix) invalid('an entry of earlierKeyPrefixes', prefix, 'a prefix other than keyPrefix');
  }
}

/** The environment variables of a function that verifies keys. */
export const acceptedPrefixes = ({ keyPrefix, earlierKeyPrefixes }: Prefixes): Record<string, string> => ({
  KEY_PREFIX: keyPrefix,
  ...(earlierKeyPrefixes.length > 0 && { EARLIER_KEY_PREFIXES: earlierKeyPrefixes.join(' ') }),
});
