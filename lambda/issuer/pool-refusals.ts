/** The issuer's own limits in the words of a refusal, and what every use of it needs. */
import type { IssuerDeps } from '../engine/context';
import { type Outcome, refused } from '../domain/outcome';
import type { PoolAnswer, PoolRefusal } from '../domain/ports/pool';

/** A scope as the issuer names it. */
export const scopesAt = (server: string, scopes: readonly string[]): string[] =>
  scopes.map((scope) => `${server}/${scope}`);

/**
 * Why the issuer did not do it. Source: Quotas in Amazon Cognito: 5 requests a second for each pool and operation,
 * 1,000 app clients a pool (adjustable up to 10,000), 2 secrets a client.
 */
export function poolRefusal(reason: PoolRefusal): Outcome<never> {
  switch (reason) {
    case 'rate':
      return refused(
        'too-many-requests',
        'Amazon Cognito takes 5 requests a second of this kind for a user pool. Try again in a second.',
      );
    case 'clients':
      return refused(
        'client-limit-reached',
        'The user pool has as many app clients as Amazon Cognito allows: 1,000 unless AWS raised it, up to 10,000. ' +
          'Revoke clients that nobody needs, or issue API keys, which have no such limit.',
      );
    case 'secrets':
      return refused('secret-limit-reached', 'A client may have two secrets. Delete the one that is not in use first.');
    case 'last-secret':
      return refused('last-secret', 'The only secret of a client stays. Add another one first, or revoke the client.');
    case 'absent':
      return refused('secret-not-found', 'There is no secret with this id. GET …/secrets lists those there are.');
  }
}

/** Deletes an app client that got no record, or whose record is dead. A sweep finds it if this does not succeed. */
export async function deleteAppClient(deps: IssuerDeps, clientId: string): Promise<void> {
  await attemptAtPool(deps, () => deps.issuer.pool.deleteClient(clientId));
}

/** Whether the issuer did it. Trouble is told of and changes no answer: what is left undone harms nobody. */
export async function attemptAtPool(
  { issuer }: IssuerDeps,
  call: () => Promise<PoolAnswer<undefined>>,
): Promise<boolean> {
  try {
    return (await call()).ok;
  } catch (error) {
    issuer.onFailure(error);
    return false;
  }
}
