/** Bounds the time that work may take, so that we give up before whoever waits for us does. */
import { DependencyError } from '../domain/outcome';

/** Rejects with a `DependencyError` after so many milliseconds; what the work does later is ignored. */
export async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DependencyError('deadline', 'The work took too long')), milliseconds);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
