/** Bounds the time that work may take, so that we give up before whoever waits for us does. */
import { DependencyError } from '../domain/outcome';
import { systemTimers } from './timers';

/** Rejects with a `DependencyError` after so many milliseconds; what the work does later is ignored. */
export async function withDeadline<T>(milliseconds: number, work: () => Promise<T>, timers = systemTimers): Promise<T> {
  let cancel = (): void => undefined;
  const deadline = new Promise<never>((_, reject) => {
    cancel = timers.limit(milliseconds, () => reject(new DependencyError('deadline', 'The work took too long')));
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    cancel();
  }
}
