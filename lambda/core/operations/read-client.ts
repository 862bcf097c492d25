/** Reads one client of an account. */
import type { Call, Deps } from '../context';
import { loadClient } from '../load';
import type { Outcome } from '../outcome';
import type { ClientResult, ClientTarget } from './client-types';

export const readClient = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> =>
  loadClient(deps, call, { action: 'client.read', ...input });
