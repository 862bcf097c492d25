/**
 * Verbs that meet their own copy with the same `Idempotency-Key`, and verbs by a process whose clock is behind. What
 * holds for every route that takes the header is in `endpoints/repeated-requests.test.ts`.
 */
import type { Call, IssuerDeps } from '../../../lambda/engine/context';
import { loadAccount, loadClient, loadKey } from '../../../lambda/engine/load';
import { accountStatus, clientStatus, keyStatus } from '../../../lambda/domain/status';
import type { Outcome } from '../../../lambda/domain/outcome';
import type { CommitResult, Write } from '../../../lambda/domain/ports/table';
import { revokeAll, suspendAccount } from '../../../lambda/management/operations/accounts/account-verbs';
import { revokeClient, suspendClient } from '../../../lambda/management/operations/clients/client-verbs';
import { issueKey } from '../../../lambda/management/operations/keys/key-secrets';
import { revokeKey, suspendKey } from '../../../lambda/management/operations/keys/key-verbs';
import { revokeOperator } from '../../../lambda/management/operations/operators/operator-changes';
import type { MemoryTable } from '../../support/memory-table';
import { issued, roster } from '../../support/operators';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, client, DAY, KEY_ID, NOW } from '../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  refusalOf,
  retriable,
  through,
  type World,
  world,
} from '../../support/world';

const owner = { accountId: ACCOUNT_ID };
const ofKey = { ...owner, keyId: KEY_ID };
const ofClient = { ...owner, clientId: CLIENT_ID };
const OPERATOR_ID = '7u2operatorof26characters0';

type Run = (deps: IssuerDeps, call: Call) => Promise<Outcome<unknown>>;
const REVOKES: readonly [string, Run, (here: World) => boolean][] = [
  ['key', (deps, who) => revokeKey(deps, who, ofKey), ({ table }) => table.all('key')[0]?.revokedAt !== undefined],
  [
    'client',
    (deps, who) => revokeClient(deps, who, ofClient),
    ({ table }) => table.all('client')[0]?.revokedAt !== undefined,
  ],
  [
    'operator',
    (deps, who) => revokeOperator(deps, who, { operatorId: OPERATOR_ID }),
    ({ table }) => table.all('operator').some(({ revokedAt }) => revokedAt !== undefined),
  ],
];
const deployment = () => world(account(), apiKey(), client(), issued(OPERATOR_ID), roster(OPERATOR_ID));

/** A table where the record of an `Idempotency-Key` can never be written. */
function withoutMemory(here: World): IssuerDeps {
  const commit = async (writes: readonly Write[]): Promise<CommitResult> => {
    const at = writes.findIndex((write) => write.type === 'insert' && write.record.kind === 'idempotency');
    return at < 0 ? here.table.commit(writes) : { committed: false, conflicts: [at] };
  };
  return through(here, Object.assign(Object.create(here.table) as MemoryTable, { commit }));
}

describe.each(REVOKES)('a revoke of a %s', (_, revoke, isRevoked) => {
  it('is one revoke with one event when its copy comes at the same moment', async () => {
    const here = deployment();
    const copy = () => revoke(here.deps, retriable());

    accepted(await revoke(through(here, interrupted(here.table, copy)), retriable()));

    expect([isRevoked(here), actions(here.table).length]).toEqual([true, 1]);
  });

  it('is carried out although the record of its Idempotency-Key cannot be written', async () => {
    const here = deployment();

    accepted(await revoke(withoutMemory(here), retriable()));

    expect([isRevoked(here), actions(here.table).length]).toEqual([true, 1]);
  });

  it('is carried out when another request takes its Idempotency-Key at the same moment', async () => {
    const here = deployment();
    const other = () => suspendAccount(here.deps, retriable('another request'), owner);

    accepted(await revoke(through(here, interrupted(here.table, other)), retriable()));

    expect(isRevoked(here)).toBe(true);
  });
});

describe('a verb that can be undone', () => {
  it('waits for its copy rather than running twice', async () => {
    const here = deployment();

    const outcome = await suspendKey(withoutMemory(here), retriable(), ofKey);

    expect(refusalOf(outcome).code).toBe('idempotency-in-progress');
    expect(here.table.all('key')).toEqual([apiKey()]);
  });

  it('revoke-all leaves a key that was issued between its copy and its own write', async () => {
    const here = world(account(), apiKey());
    const meanwhile = async () => {
      accepted(await revokeAll(here.deps, retriable(), owner));
      here.clock.now += 1;
      accepted(await issueKey(here.deps, call(), { ...owner, label: 'New', scopes: [] }));
      here.clock.now += 1;
    };

    const { account: now } = accepted(
      await revokeAll(through(here, interrupted(here.table, meanwhile)), retriable(), owner),
    );

    expect(here.table.all('key').map((key) => keyStatus(key, now, here.clock.now))).toEqual(['revoked', 'active']);
    expect(actions(here.table)).toEqual(['account.credentials-revoked', 'key.issued']);
  });
});

describe('a clock that goes back', () => {
  const BEHIND = [1, 3_600_000, 30 * DAY];

  it.each(BEHIND)('by %i ms leaves suspended and revoked what was suspended and revoked by it', async (by) => {
    const here = deployment();
    here.clock.now = NOW - by;
    accepted(await suspendAccount(here.deps, call(), owner));
    accepted(await suspendKey(here.deps, call(), ofKey));
    accepted(await suspendClient(here.deps, call(), ofClient));
    const statuses = async () => {
      const { account: held } = accepted(await loadAccount(here.deps, call(), owner));
      const { key, now } = accepted(await loadKey(here.deps, call(), ofKey));
      const { client: loaded } = accepted(await loadClient(here.deps, call(), ofClient));
      return [accountStatus(held), keyStatus(key, held, now), clientStatus(loaded, held)];
    };

    const behind = await statuses();
    here.clock.now = NOW;
    const right = await statuses();
    here.clock.now = NOW - by;
    accepted(await revokeKey(here.deps, call(), ofKey));
    accepted(await revokeClient(here.deps, call(), ofClient));
    here.clock.now = NOW - 2 * by;

    expect([behind, right]).toEqual([Array(3).fill('suspended'), Array(3).fill('suspended')]);
    expect(await statuses()).toEqual(['suspended', 'revoked', 'revoked']);
  });

  it.each(BEHIND)('by %i ms ends by revoke-all every credential that there is', async (by) => {
    const here = world(account(), apiKey(), client());
    const { key } = accepted(await issueKey(here.deps, call(), { ...owner, label: 'New', scopes: [] }));
    here.clock.now = NOW - by;

    const { account: ended } = accepted(await revokeAll(here.deps, call(), owner));

    expect([apiKey(), key].map((one) => keyStatus(one, ended, NOW))).toEqual(['revoked', 'revoked']);
    expect(clientStatus(client(), ended)).toBe('revoked');
  });

  it.each([1, 3_600_000])('by %i ms between a request and its copy lets neither run twice', async (by) => {
    const here = world(account(), apiKey());
    accepted(await revokeAll(here.deps, retriable(), owner));
    here.clock.now = NOW - by;

    accepted(await revokeAll(here.deps, retriable(), owner));
    here.clock.now = NOW + DAY - 1;
    accepted(await revokeAll(here.deps, retriable(), owner));

    expect(actions(here.table)).toEqual(['account.credentials-revoked']);
  });
});
