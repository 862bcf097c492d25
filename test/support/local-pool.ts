/** The real adapter over the wire: a local pool of which nothing stays but its signing keys, and its token endpoint. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CognitoPool } from '../../lambda/aws/cognito/cognito-pool';
import { startPoolServer } from '../../local/pool/pool';
import type { PoolServer } from '../../local/types';
import type { OpenPool } from '../contracts/pool.contract';
import { POOL, tokenFor } from '../local/pool/token';
import { standingClock } from '../local/rest-api';
import { poolClientFor } from './canned-pool';
import { ManualTimers } from './manual-timers';
import { endlessBudget } from './time-budgets';

export interface LocalPool extends OpenPool {
  readonly server: PoolServer;
}

/** More than one page. */
const MOST_CLIENTS = 65;

/** Opens pools one after another; making their keys takes long, so they share them. */
export class LocalPools {
  private readonly directory = mkdtempSync(path.join(tmpdir(), 'local-pool-'));
  private readonly file = path.join(this.directory, `pool-${POOL.logicalId}.json`);
  private keys: unknown;

  async open(): Promise<LocalPool> {
    if (this.keys !== undefined) {
      const clients = { written: [], deleted: [], secrets: {} };
      writeFileSync(this.file, JSON.stringify({ keys: this.keys, clients }));
    }
    const clock = standingClock();
    const server = await startPoolServer(POOL, { clock, directory: this.directory, maxClients: MOST_CLIENTS });
    this.keys = JSON.parse(readFileSync(this.file, 'utf8')).keys;
    const timers = new ManualTimers();
    const client = poolClientFor(server.url, timers);
    return {
      pool: new CognitoPool(POOL.poolId, client, endlessBudget(timers)),
      server,
      mostClients: MOST_CLIENTS,
      scopes: ['orders/read:orders', 'orders/write:orders'],
      now: () => clock.now(),
      token: async (clientId, secret) => {
        const token = await tokenFor(server, clientId, secret);
        return typeof token === 'string' ? undefined : { scopes: token.scope.split(' '), seconds: token.seconds };
      },
      close: async () => {
        client.destroy();
        await server.close();
      },
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
