/** A run that is ready to be called: started, seeded, and with the facts that a caller needs. */
import type { Facts } from './facts';
import { StartRefusal } from '../refusal';
import { seed } from './seed';
import { type LocalRun, start, type StartOptions } from '../start';

export interface SeededRun extends LocalRun {
  readonly facts: Facts;
}

/** Whether the stack is a Sallyport's: then its outputs name the client that may seed. */
export const canBeSeeded = ({ outputs }: LocalRun): boolean => outputs.OperatorClientId !== undefined;

/** Starts and seeds; closes everything again when seeding is refused. */
export async function startSeeded(options: StartOptions): Promise<SeededRun> {
  const run = await start(options);
  try {
    return { ...run, facts: await seedRun(run) };
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** Seeds a run that was started. */
export async function seedRun({ outputs, pool, table, tableName, controlUrl }: LocalRun): Promise<Facts> {
  const { ApiUrl: apiUrl, ManagementUrl: managementUrl, TokenUrl: tokenUrl } = outputs;
  if (!apiUrl || !managementUrl || !tokenUrl || !pool || !table || !tableName) {
    throw new StartRefusal('the stack lacks a table, a pool or one of the outputs ApiUrl, ManagementUrl, TokenUrl');
  }
  const seeded = await seed({ managementUrl, tokenUrl, pool, outputs });
  const facts = { apiUrl, managementUrl, tokenUrl, ...seeded, tableEndpoint: table.url, tableName };
  return controlUrl === undefined ? facts : { ...facts, controlUrl };
}
