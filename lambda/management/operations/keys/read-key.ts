/** Reads one key of an account. */
import type { Call, Deps } from '../../../engine/context';
import { type KeyTarget, loadKey } from '../../../engine/load';
import type { Outcome } from '../../../domain/outcome';
import type { KeyResult } from '../types';

export const readKey = (deps: Deps, call: Call, input: KeyTarget): Promise<Outcome<KeyResult>> =>
  loadKey(deps, call, { action: 'key.read', ...input });
