/** How a deployed function verifies tokens: with the user pool's key set and the deployment's settings. */
import type { TokenSettings } from '../../aws/settings/door-settings';
import { clock } from '../../aws/runtime';
import { KeySet } from '../../aws/cognito/key-set';
import { SignedTokens } from '../../aws/cognito/token-signatures';
import type { TokenSignatures } from '../../domain/ports/tokens';
import type { TokenTrust } from '../../management/operations/verify-credential';
import type { Invocation } from './invocation';

/** Call once per cold start: a warm process keeps Cognito's keys, and the account of each client. */
export function tokenTrust({ keySetUrl, issuer, resourceServers }: TokenSettings): (given: Invocation) => TokenTrust {
  const signaturesIn = keySetSignatures(keySetUrl);
  const owners = new Map<string, string>();
  return (given) => ({ signatures: signaturesIn(given), owners, issuer, resourceServers });
}

/** Call once per cold start: a warm process keeps Cognito's keys, and tokens that they signed. */
export function keySetSignatures(url: string): (given: Invocation) => TokenSignatures {
  const tokens = new SignedTokens(new KeySet({ url, now: clock }), clock);
  return ({ budget, log }) => {
    const onFailure = (error: unknown): void => log.failure({ requestId: 'none', at: 'key-set refresh', error });
    return tokens.during({ budget, onFailure });
  };
}
