/** What a question calls the thing that a verb ends. */
import { ProblemError } from '../../client/index';

/** What is read, or the id alone for an operator who may end the thing and may not read it. */
export async function nameOr(idAlone: string, read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return idAlone;
    throw error;
  }
}
