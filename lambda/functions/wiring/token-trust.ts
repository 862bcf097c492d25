/** What the token door trusts in a deployed function: the pool's key set, kept in the warm process. */
import { KeySetSignatures } from '../../aws/cognito/token-signatures';
import type { TokenSettings } from '../../aws/environment';
import { clock } from '../../aws/runtime';
import type { Log } from '../../domain/log';
import type { TokenTrust } from '../../management/operations/verify-credential';

/** Made once a cold start, as it remembers keys and clients' accounts. */
export function tokenTrust({ keySetUrl, issuer, resourceServers }: TokenSettings, log: Log): TokenTrust {
  const signatures = new KeySetSignatures({
    url: keySetUrl,
    now: clock,
    onFailure: (error) => log.failure({ requestId: 'none', at: 'key-set refresh', error }),
  });
  return { signatures, owners: new Map(), issuer, resourceServers };
}
