/** Reads one key of an account. */
import type { Call, Deps } from '../context';
import { loadKey } from '../load';
import type { Outcome } from '../outcome';
import type { KeyResult, KeyTarget } from './types';

export const readKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<KeyResult>> =>
  loadKey(deps, call, { action: 'key.read', ...input });
