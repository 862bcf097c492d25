/** Makes an account with its grant. Two accounts never share an `externalId`: its record is inserted with them. */
import { ACCOUNT_ID_LENGTH, base62 } from '../../../domain/key-format';
import type { Account, Grant } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import { actorName } from '../../../domain/policy';
import { expandScopes } from '../../../domain/scopes';
import { accountEvent } from '../../../engine/audit-events';
import type { Call, Deps } from '../../../engine/context';
import { load, noAccount } from '../../../engine/load';
import { type Change, changed, memoryOf, recall, transact, unchanged } from '../../../engine/transact';
import { invalidRequest, scopeErrors, sizeErrors } from '../../../engine/validation';

export interface CreateAccountInput extends Pick<Account, 'name' | 'externalId' | 'metadata'> {
  /** Scopes may hold wildcards such as `read:*`. @default - no scopes, no limits */
  readonly grant?: Partial<Grant> | undefined;
}
export interface AccountCreated {
  readonly account: Account;
  /** False when an earlier request with the same `Idempotency-Key` made it. */
  readonly created: boolean;
}

export const createAccount = (deps: Deps, call: Call, input: CreateAccountInput): Promise<Outcome<AccountCreated>> =>
  transact(deps, async () => {
    const { externalId } = input;
    const refs = externalId === undefined ? [] : [{ kind: 'externalId', externalId } as const];
    const loaded = await load(deps, call, ...refs);
    if (!loaded.ok) return loaded;
    const now = deps.now();
    const earlier = await recall(deps, call, now);
    if (!earlier.ok) return earlier;
    if (earlier.value !== undefined) return replayed(deps, earlier.value);

    const account = newAccount(deps, input, { createdAt: now, createdBy: actorName(call.actor) });
    const errors = [
      ...scopeErrors(input.grant?.scopes ?? [], deps.catalogue, '/grant/scopes'),
      ...sizeErrors({ ...account, ...account.grant }, '/grant/scopes'),
    ];
    if (errors.length > 0) return invalidRequest(errors);
    if (loaded.value.records[0] !== undefined) return externalIdTaken();
    const { accountId } = account;
    return changed(
      { account, created: true },
      { type: 'insert', record: account },
      ...refs.map((ref) => ({ type: 'insert', record: { ...ref, accountId } }) as const),
      ...memoryOf(call, accountId, now),
      accountEvent(deps, call, { action: 'account.created', now, after: account }),
    );
  });

export const externalIdTaken = (): Outcome<never> =>
  refused(
    'external-id-taken',
    'Another account has this externalId. Find it with GET /v1/accounts?externalId=…, or choose another.',
  );

async function replayed({ table }: Deps, accountId: string): Promise<Outcome<Change<AccountCreated>>> {
  const [account] = await table.read([{ kind: 'account', accountId }]);
  return account === undefined ? noAccount() : unchanged({ account, created: false });
}

function newAccount(
  { random, catalogue }: Deps,
  { name, externalId, grant = {}, metadata }: CreateAccountInput,
  made: Pick<Account, 'createdAt' | 'createdBy'>,
): Account {
  const { scopes } = expandScopes(grant.scopes ?? [], catalogue);
  const accountId = base62(ACCOUNT_ID_LENGTH, random);
  const counters = { version: 1, grantVersion: 1, keysVersion: 1 };
  return { kind: 'account', accountId, name, externalId, grant: { ...grant, scopes }, metadata, ...made, ...counters };
}
