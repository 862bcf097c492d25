/** How a deployed function verifies tokens: with the user pool's key set and the deployment's settings. */
import type { TokenSettings } from '../../aws/environment';
import { clock } from '../../aws/runtime';
import { KeySetSignatures } from '../../aws/cognito/token-signatures';
import type { Log } from '../../domain/log';
import type { TokenTrust } from '../../management/operations/verify-credential';

/** Call once per cold start: the result caches Cognito's keys, and the account of each client. */
export function tokenTrust({ keySetUrl, issuer, resourceServers }: TokenSettings, log: Log): TokenTrust {
  const signatures = new KeySetSignatures({
    url: keySetUrl,
    now: clock,
    onFailure: (error) => log.failure({ requestId: 'none', at: 'key-set refresh', error }),
  });
  return { signatures, owners: new Map(), issuer, resourceServers };
}
