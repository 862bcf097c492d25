/** What a deployed function verifies tokens with: the user pool's key set, and the settings of the deployment. */
import type { TokenSettings } from '../../aws/environment';
import { clock } from '../../aws/runtime';
import { KeySetSignatures } from '../../aws/cognito/token-signatures';
import type { Log } from '../../domain/log';
import type { TokenTrust } from '../../management/operations/verify-credential';

/** Call once in a cold start: the result caches Cognito's keys and the accounts of clients. */
export function tokenTrust({ keySetUrl, issuer, resourceServers }: TokenSettings, log: Log): TokenTrust {
  const signatures = new KeySetSignatures({
    url: keySetUrl,
    now: clock,
    onFailure: (error) => log.failure({ requestId: 'none', at: 'key-set refresh', error }),
  });
  return { signatures, owners: new Map(), issuer, resourceServers };
}
