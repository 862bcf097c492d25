import type { Call } from '../../lambda/engine/context';
import { load } from '../../lambda/engine/callers';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import type { MemoryTable } from '../support/memory-table';
import { ACCOUNT_ID, account, NOW } from '../support/records';
import { accepted, call, operator, refusalOf, through, type World, world } from '../support/world';

const ref = { kind: 'account', accountId: ACCOUNT_ID } as const;
/** A call of an endpoint that asks for `read:accounts`. */
const reading = (given: Partial<Call> = {}): Call => call({ requires: ['read:accounts'], ...given });
const caller = (clientId: string, ...scopes: string[]): Call =>
  reading({ actor: { type: 'operator', clientId, scopes } });
const bootstrap = (here: World) => ({ ...here.deps, bootstrapOperator: 'boot' });

describe('an operation’s first read', () => {
  it('is one read for the operator and the records', async () => {
    const here = world(account());
    let reads = 0;
    const read: MemoryTable['read'] = (refs) => {
      reads += 1;
      return here.table.read(refs);
    };
    const table = Object.assign(Object.create(here.table) as MemoryTable, { read });

    const { records } = accepted(await load(through(here, table), reading(), ref));

    expect([records[0], reads]).toEqual([account(), 1]);
  });

  it('refuses a client that is no operator, whatever its scopes', async () => {
    const { deps } = world(account());

    const outcome = await load(deps, caller('stranger', 'read:accounts'), ref);

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });

  it('refuses the operator of an earlier stack, whose record has no scopes', async () => {
    const { deps } = world(account(), operator({ clientId: 'earlier' }));

    const outcome = await load(deps, caller('earlier', ...MANAGEMENT_CATALOGUE), ref);

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });

  it('refuses an operator from the moment it is revoked', async () => {
    const { deps, table } = world(account());
    const before = await load(deps, reading(), ref);

    table.put(operator({ revokedAt: NOW }));
    const after = await load(deps, reading(), ref);

    expect([before.ok, refusalOf(after).code]).toEqual([true, 'invalid-credential']);
  });

  it('refuses a revoked operator before it says what scope is missing', async () => {
    const { deps } = world(operator({ revokedAt: NOW }));

    const outcome = await load(deps, caller('op'), ref);

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });

  it('names the scopes of which one is needed', async () => {
    const { deps } = world();

    const outcome = await load(deps, caller('op', 'write:accounts'), ref);

    expect(refusalOf(outcome)).toMatchObject({
      code: 'insufficient-scope',
      detail: expect.stringContaining('read:accounts'),
    });
  });

  it('refuses a token that says more than the operator’s record', async () => {
    const { deps } = world(account(), operator({ clientId: 'b', scopes: ['read:keys', 'read:accounts'] }));
    const all = caller('b', ...MANAGEMENT_CATALOGUE);

    const within = await load(deps, all, ref);
    const beyond = await load(deps, { ...all, requires: ['write:accounts'] }, ref);

    expect([within.ok, refusalOf(beyond).code]).toEqual([true, 'insufficient-scope']);
  });

  it('refuses a token that says less than the operator’s record', async () => {
    const { deps } = world(account(), operator({ clientId: 'b', scopes: ['read:accounts', 'write:accounts'] }));

    const outcome = await load(deps, { ...caller('b', 'read:accounts'), requires: ['write:accounts'] }, ref);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });

  it('refuses everything to an operator without scopes', async () => {
    const { deps } = world(account(), operator({ clientId: 'b', scopes: [] }));

    const outcome = await load(deps, caller('b', ...MANAGEMENT_CATALOGUE), ref);

    expect(refusalOf(outcome).code).toBe('insufficient-scope');
  });

  it('says what an operator may do in all: its token’s scopes within its record', async () => {
    const record = operator({ clientId: 'b', scopes: ['read:keys', 'read:accounts'] });
    const { deps } = world(account(), record);

    const acting = accepted(await load(deps, caller('b', 'read:accounts', 'write:keys'), ref));

    expect(acting).toEqual({ operator: record, isRecorded: true, scopes: ['read:accounts'], records: [account()] });
  });
});

describe('the operator that needs no earlier one', () => {
  it('acts without a record, and gets none by acting', async () => {
    const here = world(account());

    const acting = accepted(await load(bootstrap(here), caller('boot', 'read:accounts'), ref));

    const own = { kind: 'operator', clientId: 'boot', version: 1 };
    expect(acting).toEqual({ operator: own, isRecorded: false, scopes: ['read:accounts'], records: [account()] });
    expect(here.table.all('operator')).toEqual([]);
  });

  it('acts with the record that an earlier version wrote', async () => {
    const record = operator({ clientId: 'boot', createdAt: NOW - 1, version: 3 });
    const here = world(account(), record);

    const acting = accepted(await load(bootstrap(here), caller('boot', 'read:accounts'), ref));

    expect(acting).toMatchObject({ operator: record, isRecorded: true });
  });

  it('has no way back once it is revoked', async () => {
    const here = world(account(), operator({ clientId: 'boot', revokedAt: NOW }));

    const outcome = await load(bootstrap(here), caller('boot', 'read:accounts'), ref);

    expect(refusalOf(outcome).code).toBe('invalid-credential');
  });
});
