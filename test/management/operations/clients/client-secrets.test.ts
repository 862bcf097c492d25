/** Two secrets, so that one can be there before the other goes; none is lost untold, none is shown twice. */
import {
  addClientSecret,
  deleteClientSecret,
  listClientSecrets,
} from '../../../../lambda/management/operations/clients/client-secrets';
import { issueClient } from '../../../../lambda/management/operations/clients/issue-client';
import { revokeClient, suspendClient } from '../../../../lambda/management/operations/clients/client-verbs';
import { suspendAccount } from '../../../../lambda/management/operations/accounts/account-verbs';
import { DependencyError } from '../../../../lambda/domain/outcome';
import { instead } from '../../../support/pool-instead';
import { around } from '../../../support/races';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import {
  accepted,
  actions,
  call,
  interrupted,
  refusalOf,
  retriable,
  through,
  told,
  world,
  withPool,
} from '../../../support/world';

/** A deployment with one issued client. */
async function issued() {
  const here = world(account(), client());
  const asked = { accountId: ACCOUNT_ID, label: 'Warehouse', scopes: ['read:orders'], tokenLifetimeMinutes: 60 };
  const result = accepted(await issueClient(here.deps, call(), asked));
  const { clientId } = result.client;
  const secrets = () => here.pool.secretsOf(clientId);
  const add = (who = call(), deps = here.deps) => addClientSecret(deps, who, target);
  const list = async () => accepted(await listClientSecrets(here.deps, call(), target)).secrets;
  const target = { accountId: ACCOUNT_ID, clientId };
  const end = (secretId: string, deps = here.deps) => deleteClientSecret(deps, call(), { ...target, secretId });
  return { ...here, target, first: (result as { clientSecret: string }).clientSecret, secrets, add, list, end };
}
type Issued = Awaited<ReturnType<typeof issued>>;
const adopted = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };

describe('rotating without a gap', () => {
  it('adds a secret beside the first, and then ends the first', async () => {
    const here = await issued();

    const added = accepted(await here.add());
    const both = here.secrets();
    const [old] = await here.list();
    accepted(await here.end(old?.secretId ?? ''));

    const { clientSecret } = added as { clientSecret: string };
    expect(both).toEqual([here.first, clientSecret]);
    expect([here.secrets(), await here.list()]).toEqual([[clientSecret], [added.secret]]);
    expect(told(here.table)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'client.secret-added', after: { secretId: added.secret.secretId } }),
        expect.objectContaining({ action: 'client.secret-deleted', before: { secretId: old?.secretId } }),
      ]),
    );
    const kept = JSON.stringify([here.table.all('client'), here.table.all('event'), here.table.all('idempotency')]);
    expect(kept).not.toContain(clientSecret);
  });

  it('lets a suspended client have it as well', async () => {
    const here = await issued();
    await suspendClient(here.deps, call(), here.target);

    expect((await here.add()).ok).toBe(true);
  });
});

describe('the issuer’s limits', () => {
  it('refuses a third secret and says to delete one', async () => {
    const here = await issued();
    await here.add();

    const refusal = refusalOf(await here.add());

    expect([refusal.code, here.secrets().length]).toEqual(['secret-limit-reached', 2]);
    expect(refusal.detail).toMatch(/Delete/);
  });

  it('refuses to end the last one, and tells of nothing', async () => {
    const here = await issued();
    const [only] = await here.list();

    const outcome = await here.end(only?.secretId ?? '');

    expect([refusalOf(outcome).code, here.secrets()]).toEqual(['last-secret', [here.first]]);
    expect(actions(here.table)).toEqual(['client.issued']);
  });

  it.each(['addSecret', 'listSecrets', 'deleteSecret'] as const)(
    'passes on that %s is asked too often',
    async (method) => {
      const here = await issued();
      const { secret } = accepted(await here.add());
      here.pool.interfere(method, 'rate');
      const run = {
        addSecret: here.add,
        listSecrets: () => here.end(secret.secretId),
        deleteSecret: () => here.end(secret.secretId),
      };

      expect(refusalOf(await run[method]()).code).toBe('too-many-requests');
    },
  );

  it('says so when the app client itself is gone at the issuer', async () => {
    const here = await issued();
    await here.pool.deleteClient(here.target.clientId);

    const outcomes = [await here.add(), await listClientSecrets(here.deps, call(), here.target), await here.end('s')];

    expect(outcomes.map((outcome) => refusalOf(outcome).code)).toEqual(Array(3).fill('client-not-active'));
  });
});

describe('adding and failing', () => {
  it('when it was not told of, takes the secret away again: nobody has it', async () => {
    const here = await issued();
    const table = around(here.table, async (name, go) => {
      if (name === 'commit') throw new DependencyError('table', 'down');
      return go();
    });

    await expect(here.add(retriable(), through(here, table))).rejects.toThrow(DependencyError);
    const afterwards = here.secrets();
    const again = accepted(await here.add(retriable()));

    expect([afterwards, again.secretShown]).toEqual([[here.first], true]);
  });

  it('when that fails too, the next one is told to delete one', async () => {
    const here = await issued();
    here.pool.interfere('deleteSecret', 'before');
    const table = around(here.table, async (name, go) => {
      if (name === 'commit') throw new DependencyError('table', 'down');
      return go();
    });
    await expect(here.add(retriable(), through(here, table))).rejects.toThrow(DependencyError);

    const refusal = refusalOf(await here.add(retriable()));

    expect([refusal.code, here.failures.length]).toEqual(['secret-limit-reached', 1]);
  });

  it('when the client is revoked while the issuer is asked, refuses', async () => {
    const here = await issued();
    const addSecret = async (clientId: string) => {
      await revokeClient(here.deps, call(), here.target);
      return here.pool.addSecret(clientId);
    };

    const outcome = await here.add(call(), withPool(here.deps, instead(here.pool, { addSecret })));

    expect([refusalOf(outcome).code, actions(here.table)]).toEqual([
      'client-not-active',
      expect.not.arrayContaining(['client.secret-added']),
    ]);
  });

  it('when the client is revoked before it is told of, refuses', async () => {
    const here = await issued();
    const table = interrupted(here.table, () => revokeClient(here.deps, call(), here.target));

    const outcome = await here.add(call(), through(here, table));

    expect([refusalOf(outcome).code, here.secrets()]).toEqual(['client-not-active', []]);
  });

  it.each<[string, (here: Issued, twin: () => Promise<unknown>) => Issued['deps']]>([
    [
      'before this one asks the issuer',
      (here, twin) => {
        const addSecret = async (clientId: string) => twin().then(() => here.pool.addSecret(clientId));
        return withPool(here.deps, instead(here.pool, { addSecret }));
      },
    ],
    [
      'before this one tells of it',
      (here, twin) => {
        const endFirst = async () => here.end((await here.list())[0]?.secretId ?? '');
        return through(
          here,
          interrupted(here.table, () => endFirst().then(twin)),
        );
      },
    ],
  ])('a twin with the same Idempotency-Key that is done %s: this one gives what it added', async (_, meeting) => {
    const here = await issued();
    const added: string[] = [];
    const twin = async () => added.push(accepted(await here.add(retriable())).secret.secretId);

    const result = accepted(await here.add(retriable(), meeting(here, twin)));

    expect([result.secretShown, result.secret.secretId]).toEqual([false, added[0]]);
    expect(actions(here.table).filter((action) => action === 'client.secret-added')).toHaveLength(1);
  });

  it('a repeat for a secret that is gone since says so', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add(retriable()));
    await here.end(secret.secretId);

    const refusal = refusalOf(await here.add(retriable()));
    expect([refusal.code, refusal.detail]).toEqual(['secret-not-found', expect.stringContaining('Add another')]);
  });

  it('a repeat whose client is gone at the issuer says that instead', async () => {
    const here = await issued();
    await here.add(retriable());
    await here.pool.deleteClient(here.target.clientId);

    expect(refusalOf(await here.add(retriable())).code).toBe('client-not-active');
  });

  it('when it was told of but the answer was lost, a repeat says to add another', async () => {
    const here = await issued();
    const table = around(here.table, async (name, go) => {
      const result = await go();
      if (name === 'commit') throw new DependencyError('table', 'answer lost');
      return result;
    });
    await expect(here.add(retriable(), through(here, table))).rejects.toThrow(DependencyError);

    const again = refusalOf(await here.add(retriable()));
    const another = accepted(await here.add(retriable('print', 'retry-2')));

    expect([again.code, again.detail, another.secretShown]).toEqual([
      'secret-not-found',
      expect.stringContaining('Add another'),
      true,
    ]);
  });

  it('an Idempotency-Key that was used for something else is refused before anything is added', async () => {
    const here = await issued();
    await here.add(retriable('one'));

    const outcome = await here.add(retriable('two'));

    expect([refusalOf(outcome).code, here.secrets().length]).toEqual(['idempotency-mismatch', 2]);
  });
});

describe('deleting and failing', () => {
  it('is told of before the issuer is asked, so that none goes untold; asked again it is done', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add());
    here.pool.interfere('deleteSecret', 'before');

    await expect(here.end(secret.secretId)).rejects.toThrow(DependencyError);
    const between = [here.secrets().length, actions(here.table).includes('client.secret-deleted')];
    const again = await here.end(secret.secretId);

    expect([between, again.ok, here.secrets()]).toEqual([[2, true], true, [here.first]]);
  });

  it('of a secret that somebody else deleted at this moment is done', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add());
    here.pool.interfere('deleteSecret', 'absent');

    expect((await here.end(secret.secretId)).ok).toBe(true);
  });

  it('two at once for both secrets leave one', async () => {
    const here = await issued();
    await here.add();
    const [old, young] = await here.list();
    const table = interrupted(here.table, () => here.end(old?.secretId ?? ''));

    const outcome = await here.end(young?.secretId ?? '', through(here, table));

    expect([refusalOf(outcome).code, here.secrets().length]).toEqual(['last-secret', 1]);
  });

  it('keeps every token that was cached before, and for a minute, from being given out', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add());

    await here.end(secret.secretId);

    const [record] = here.table.all('client').filter(({ clientId }) => clientId === here.target.clientId);
    expect(record).toMatchObject({ cacheValidAfter: NOW + 60_000, version: 2 });
  });

  it('needs no more than revoke:keys', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add());
    const actor = { type: 'operator', clientId: 'op', scopes: ['revoke:keys'] } as const;

    const outcome = await deleteClientSecret(here.deps, call({ actor }), { ...here.target, secretId: secret.secretId });

    expect(outcome.ok).toBe(true);
  });
});

describe('whose secrets these are', () => {
  const of = (deps: Parameters<typeof addClientSecret>[0], target: typeof adopted) => [
    () => addClientSecret(deps, call(), target),
    () => listClientSecrets(deps, call(), target),
    () => deleteClientSecret(deps, call(), { ...target, secretId: 'x' }),
  ];

  it.each([
    ['an adopted client', 'client-not-issued', adopted],
    ['another account’s client', 'client-not-found', { ...adopted, accountId: 'Acc0000002' }],
    ['no client', 'client-not-found', { ...adopted, clientId: 'nobody' }],
  ])('%s: refused, and the issuer is not asked', async (_, code, target) => {
    const { deps, pool } = world(account(), account({ accountId: 'Acc0000002' }), client());

    const outcomes = await Promise.all(of(deps, target).map((run) => run()));

    expect([outcomes.map((outcome) => refusalOf(outcome).code), pool.calls]).toEqual([[code, code, code], []]);
  });

  it('a revoked client: refused', async () => {
    const here = await issued();
    await revokeClient(here.deps, call(), here.target);

    const outcomes = await Promise.all(of(here.deps, here.target).map((run) => run()));

    expect(outcomes.map((outcome) => refusalOf(outcome).code)).toEqual(Array(3).fill('client-not-active'));
  });

  it('a suspended account’s client: gets no new one, and may lose one', async () => {
    const here = await issued();
    const { secret } = accepted(await here.add());
    await suspendAccount(here.deps, call(), { accountId: ACCOUNT_ID });

    const [added, deleted] = [await here.add(), await here.end(secret.secretId)];

    expect([refusalOf(added).code, deleted.ok]).toEqual(['account-suspended', true]);
  });

  it('an unknown secret: not found', async () => {
    const here = await issued();
    await here.add();

    expect(refusalOf(await here.end(`${here.target.clientId}--1`)).code).toBe('secret-not-found');
  });
});
