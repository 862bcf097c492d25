/** A run that is started and seeded, with the addresses and credentials that a caller needs. */
import type { Facts } from './facts';
import { StartRefusal } from '../refusal';
import { seed } from './seed';
import { type LocalRun, start } from '../start';
import type { StartOptions } from '../start-options';
import { keySetUrlOf } from '../pool/public-endpoints';

export interface SeededRun extends LocalRun {
  readonly facts: Facts;
}

const OUTPUTS = ['OperatorClientId', 'ApiUrl', 'ManagementUrl', 'TokenUrl'] as const;

/** Why a run cannot be seeded; undefined when it can. */
export function whyNotSeeded({ outputs, pool, table }: LocalRun): string | undefined {
  const missing = OUTPUTS.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    return `no stack that is served has the outputs ${missing.join(', ')}; set outputs: true on the Sallyport`;
  }
  return pool && table ? undefined : 'the stack has no user pool or no table';
}

/** Starts a run and seeds it. When it cannot be seeded, it is closed again. */
export async function startSeeded(options: StartOptions): Promise<SeededRun> {
  const run = await start(options);
  try {
    return { ...run, facts: await seedRun(run) };
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** Seeds a run that was started before. */
export async function seedRun(run: LocalRun): Promise<Facts> {
  const { outputs, pool, people, table, tableName, controlUrl } = run;
  const { ApiUrl: apiUrl, ManagementUrl: managementUrl, TokenUrl: tokenUrl } = outputs;
  if (!apiUrl || !managementUrl || !tokenUrl || !pool || !table || !tableName) {
    throw new StartRefusal(`the run cannot be seeded: ${whyNotSeeded(run) ?? ''}`);
  }
  const seeded = await seed({
    ...{ managementUrl, tokenUrl, pool, people, outputs },
    table: { url: table.url, name: tableName },
  });
  const { CachedTokenUrl: cachedTokenUrl, PortalUrl: portalUrl } = outputs;
  return {
    apiUrl,
    managementUrl,
    tokenUrl,
    issuer: pool.issuer,
    keySetUrl: keySetUrlOf(pool),
    userPoolId: pool.poolId,
    ...(cachedTokenUrl !== undefined && { cachedTokenUrl }),
    ...(people !== undefined && { portalUrl }),
    ...seeded,
    tableEndpoint: table.url,
    tableName,
    ...(controlUrl !== undefined && { controlUrl }),
  };
}
