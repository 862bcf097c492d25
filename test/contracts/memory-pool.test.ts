import { MemoryPool } from '../support/memory-pool';
import { NOW } from '../support/records';
import { poolContract } from './pool.contract';

const SETTINGS = {
  name: 'orders-accounts.Acc0000001.1',
  scopes: ['orders-accounts/read:orders'],
  tokenLifetimeMinutes: 5,
};

describe('the pool in memory', () => {
  poolContract(async () => {
    const pool = new MemoryPool({ mostClients: 5, pageSize: 2 });
    return {
      pool,
      mostClients: 5,
      scopes: ['orders-accounts/read:orders', 'orders-accounts/write:orders'],
      now: () => NOW,
      token: async (clientId, secret) => {
        const { scopes = [], tokenLifetimeMinutes = 0 } = pool.settingsOf(clientId) ?? {};
        if (scopes.length === 0 || !pool.authenticate(clientId, secret)) return undefined;
        return { scopes, seconds: tokenLifetimeMinutes * 60 };
      },
      close: async () => undefined,
    };
  });

  it('fails once, before or after it does the work', async () => {
    const pool = new MemoryPool();
    pool.interfere('createClient', 'before');
    pool.interfere('createClient', 'after', 2);

    await expect(pool.createClient(SETTINGS)).rejects.toMatchObject({ dependency: 'pool' });
    const before = Object.keys(pool.all());
    await expect(pool.createClient(SETTINGS)).rejects.toMatchObject({ dependency: 'pool' });
    const after = Object.values(pool.all());

    expect([before, after]).toEqual([[], [SETTINGS]]);
    expect(await pool.createClient(SETTINGS)).toMatchObject({ ok: true });
    expect(pool.calls).toEqual(['createClient', 'createClient', 'createClient']);
  });

  it('refuses its nth call instead of doing the work', async () => {
    const pool = new MemoryPool();
    pool.put('client', SETTINGS);
    pool.interfere('deleteClient', 'rate', 2);

    const answers = [await pool.deleteClient('other'), await pool.deleteClient('client')];

    expect(answers).toEqual([
      { ok: true, value: undefined },
      { ok: false, refusal: 'rate' },
    ]);
    expect(pool.settingsOf('client')).toEqual(SETTINGS);
  });
});
