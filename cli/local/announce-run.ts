/** Tells the other verbs of this machine where a local run is. A run goes on without it. */
import type { Facts } from '../../local/command/facts';
import { runsFolder, writeRunFile } from '../connection/run-files';

/** The result takes it back. */
export function announceRun(facts: Facts): (() => void) | undefined {
  const folder = runsFolder(process.env);
  try {
    const remove = writeRunFile(folder, facts);
    if (remove !== undefined) return remove;
    console.error(`other commands do not find this run by themselves: ${folder} is not yours alone`);
  } catch (error) {
    console.error(`other commands do not find this run by themselves: ${String(error)}`);
  }
  return undefined;
}
