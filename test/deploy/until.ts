/** Waits for what other processes do. */
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 250;

/** Asks again until there is an answer, and returns it. Throws when there is none in time. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await pause(PAUSE_MS);
  }
}
