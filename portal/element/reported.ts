/** Tells the page around the element of each call that failed. The screens tell the person. */
import type { Client } from 'sallyport/client';
import { failureOf } from '../data/failure';

/** The `detail` of the event. */
export interface FailedCall {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

export type Report = (error: FailedCall) => void;

/** What is told of an error; undefined for a call that the element itself gave up. */
export function failedCallOf(error: unknown): FailedCall | undefined {
  if (error instanceof DOMException && error.name === 'AbortError') return undefined;
  const { kind, code, title, detail, requestId } = failureOf(error);
  const known = code === '' ? OTHERS[kind] : code;
  return { code: known, message: `${title}. ${detail}`, ...(requestId !== undefined && { requestId }) };
}

const OTHERS = { ended: 'session-ended', offline: 'no-answer', defect: 'defect', problem: 'defect' };

export function reported(client: Client, report: Report): Client {
  const note = (error: unknown): never => {
    const told = failedCallOf(error);
    if (told !== undefined) report(told);
    throw error;
  };
  type AnyCall = (...options: readonly unknown[]) => Promise<unknown>;
  const watched =
    (call: unknown): unknown =>
    (...options: readonly unknown[]) =>
      (call as AnyCall)(...options).catch(note);
  async function* items(...options: Parameters<Client['items']>) {
    try {
      yield* client.items(...options);
    } catch (error) {
      note(error);
    }
  }
  const calls = ['get', 'post', 'put', 'patch', 'delete'] as const;
  const verbs = Object.fromEntries(calls.map((verb) => [verb, watched(client[verb])]));
  // Each call takes and gives what that of the client does.
  return { ...verbs, items } as unknown as Client;
}
