/**
 * Which log lines a person at the terminal sees: one short line for each request, and what went wrong in a
 * function. The rest stays unsaid; a run is for calling, not for reading logs.
 */
import type { LogLine } from '../types';

/** Undefined for a line that says nothing new. */
export function briefly({ source, text }: LogLine): string | undefined {
  const entry = parse(text);
  if (entry === undefined)
    return /^(Runtime|Sandbox|Function|Init Error)/.test(text) ? `${source}: ${text}` : undefined;
  if ('status' in entry && 'method' in entry) {
    const who = [entry.accountId, entry.credentialId, entry.clientId].filter(
      (id) => typeof id === 'string' && id !== '-',
    );
    return [entry.status, entry.method, entry.resourcePath, ...who].map(String).join(' ');
  }
  return entry.level === 'ERROR' || entry.level === 'WARN' ? `${source}: ${text}` : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
