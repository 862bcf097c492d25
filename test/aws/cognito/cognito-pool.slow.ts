/** The Cognito adapter against the local user pool: the contract, and that a failed call is done once or not at all. */
import type { FailureKind } from '../../../local/types';
import { poolContract, valueOf } from '../../contracts/pool.contract';
import { type LocalPool, LocalPools } from '../../support/local-pool';
import { SETTINGS } from '../../support/pool-calls';

const pools = new LocalPools();
afterAll(() => pools.remove());

const settings = { ...SETTINGS, scopes: ['orders/read:orders'] };

describe('the pool over Cognito', () => {
  poolContract(() => pools.open());
});

describe('a failure on the way to Cognito', () => {
  let opened: LocalPool;
  beforeEach(async () => {
    opened = await pools.open();
  });
  afterEach(() => opened.close());

  it.each<[FailureKind, number]>([
    ['reset', 0],
    ['lost', 1],
  ])('(%s) makes no app client and no secret twice', async (kind, done) => {
    const { pool, server } = opened;
    const { clientId } = valueOf(await pool.createClient(settings));
    const before = valueOf(await pool.listClients()).items.length;
    server.fail(kind, { target: 'pool', times: 1 });
    await expect(pool.createClient(settings)).rejects.toMatchObject({ dependency: 'pool' });
    server.fail(kind, { target: 'pool', times: 1 });
    await expect(pool.addSecret(clientId)).rejects.toMatchObject({ dependency: 'pool' });
    server.fail(kind, { target: 'pool', times: 1 });
    await expect(pool.updateClient(clientId, settings)).rejects.toMatchObject({ dependency: 'pool' });

    const clients = valueOf(await pool.listClients()).items.length - before;
    const secrets = valueOf(await pool.listSecrets(clientId)).length - 1;

    expect([clients, secrets]).toEqual([done, done]);
  });

  it.each<FailureKind>(['refuse', 'reset', 'lost', 'throttle', 'error', 'malformed'])(
    '(%s, once) does not show in any other call',
    async (kind) => {
      const { pool, server, token } = opened;
      const { clientId, clientSecret } = valueOf(await pool.createClient(settings));
      const [first] = valueOf(await pool.listSecrets(clientId));
      const { clientSecret: newSecret } = valueOf(await pool.addSecret(clientId));
      const afterFailure = <T>(call: () => Promise<T>): Promise<T> => {
        server.fail(kind, { target: 'pool', times: 1 });
        return call();
      };

      const answers = [
        await pool.updateClient(clientId, { ...settings, tokenLifetimeMinutes: 5 }),
        await afterFailure(() => pool.deleteSecret(clientId, first?.secretId ?? '')),
      ];
      const tokens = [await token(clientId, clientSecret), await token(clientId, newSecret)];
      const secrets = valueOf(await afterFailure(() => pool.listSecrets(clientId)));
      answers.push(await afterFailure(() => pool.deleteClient(clientId)));
      const left = valueOf(await afterFailure(() => pool.listClients())).items;

      expect(answers).toEqual(Array(3).fill({ ok: true, value: undefined }));
      expect(tokens).toEqual([undefined, { scopes: settings.scopes, seconds: 300 }]);
      expect(secrets).toHaveLength(1);
      expect(left.filter((client) => client.clientId === clientId)).toEqual([]);
    },
  );
});
