/** How a deployed function verifies tokens: with the user pool's key set and the deployment's settings. */
import type { TokenSettings } from '../../aws/environment';
import { clock } from '../../aws/runtime';
import { KeySetSignatures } from '../../aws/cognito/token-signatures';
import type { Log } from '../../domain/log';
import type { TokenTrust } from '../../management/operations/verify-credential';

/** Call once per cold start: the result caches Cognito's keys, and the account of each client. */
export function tokenTrust({ keySetUrl, issuer, resourceServers }: TokenSettings, log: Log): TokenTrust {
  return { signatures: keySetSignatures(keySetUrl, log), owners: new Map(), issuer, resourceServers };
}

/** Call once per cold start: the result caches Cognito's keys. */
export const keySetSignatures = (url: string, log: Log): KeySetSignatures =>
  new KeySetSignatures({
    url,
    now: clock,
    onFailure: (error) => log.failure({ requestId: 'none', at: 'key-set refresh', error }),
  });
