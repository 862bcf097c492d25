/**
 * Deletes an account without live credentials, together with its dead keys and clients. Its events stay. The records of
 * who owned each client stay too: otherwise another account could adopt a client and its revoked tokens would work again.
 */
import type { Account, ApiKey, Client } from '../../../domain/model';
import { done, type Outcome, refused } from '../../../domain/outcome';
import type { Write } from '../../../domain/ports/table';
import { clientStatus, isDead } from '../../../domain/status';
import { accountEvent, clientEvent, keyEvent } from '../../../engine/audit-events';
import type { Call, Deps } from '../../../engine/context';
import { type AccountTarget, type LoadedAccount, loadAccount } from '../../../engine/load';
import { everything } from '../../../engine/paging';
import { type Change, changed, transact } from '../../../engine/transact';

/** Credentials in one transaction: 100 writes at most, two for each credential and three for the account itself. */
const MOST_AT_ONCE = 48;

export async function deleteAccount(deps: Deps, call: Call, input: AccountTarget): Promise<Outcome<undefined>> {
  for (;;) {
    const step = await transact(deps, async () => {
      const loaded = await loadAccount(deps, call, input);
      return loaded.ok ? nextStep(deps, call, loaded.value) : loaded;
    });
    if (!step.ok) return step;
    if (step.value === 'gone') return done(undefined);
  }
}

/** Deletes as many dead credentials as one transaction takes, each with its event; the account goes with the last ones. */
async function nextStep(deps: Deps, call: Call, { account, now }: LoadedAccount): Promise<Outcome<Change<Step>>> {
  const { accountId } = account;
  const keys = await everything((page) => deps.table.listKeys(accountId, page));
  const clients = await everything((page) => deps.table.listClients(accountId, page));
  const alive = keys.some((key) => !isDead(key, account, now)) || clients.some((client) => isAlive(client, account));
  if (alive) return refused('key-still-active', 'The account has a live credential. Send revoke-all first.');

  const credentials = [...keys, ...clients];
  const forgotten = credentials
    .slice(0, MOST_AT_ONCE)
    .flatMap((credential) => forget(deps, call, { credential, account, now }));
  if (credentials.length > MOST_AT_ONCE) return changed('more', ...forgotten);
  return changed(
    'gone',
    ...forgotten,
    ...remove(account),
    accountEvent(deps, call, { action: 'account.deleted', now, before: account }),
  );
}
type Step = 'more' | 'gone';

const isAlive = (client: Client, account: Account): boolean => clientStatus(client, account) !== 'revoked';

function forget(
  deps: Deps,
  call: Call,
  { credential, account, now }: LoadedAccount & { readonly credential: ApiKey | Client },
): Write[] {
  if (credential.kind === 'key') {
    const { kind, keyId } = credential;
    const event = keyEvent(deps, call, { action: 'key.deleted', now, account, before: credential });
    return [{ type: 'delete', ref: { kind, keyId }, when: {} }, event];
  }
  const { kind, clientId, accountId } = credential;
  const event = clientEvent(deps, call, { action: 'client.deleted', now, account, before: credential });
  return [{ type: 'delete', ref: { kind, clientId, accountId }, when: {} }, event];
}

/** On the condition that no credential was made or resumed, and that the grant did not change. */
function remove({ accountId, externalId, version, keysVersion, newestCredentialAt }: Account): Write[] {
  const when = { version, keysVersion, newestCredentialAt };
  const account: Write = { type: 'delete', ref: { kind: 'account', accountId }, when };
  if (externalId === undefined) return [account];
  return [account, { type: 'delete', ref: { kind: 'externalId', externalId }, when: { accountId } }];
}
