/** A state in one word. The colour only repeats what the word says. */
import type { ComponentChildren } from 'preact';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export function Badge({ tone = 'quiet', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

interface Word {
  readonly tone: Tone;
  readonly word: string;
}
const WORDS: Readonly<Record<string, Word>> = {
  active: { tone: 'good', word: 'Active' },
  suspended: { tone: 'warn', word: 'Suspended' },
  expired: { tone: 'quiet', word: 'Expired' },
  notYetValid: { tone: 'warn', word: 'Not yet valid' },
  revoked: { tone: 'bad', word: 'Revoked' },
};

export const statusWord = (status: string): string => WORDS[status]?.word ?? status;

export function StatusBadge({ status }: { readonly status: string }) {
  return <Badge tone={WORDS[status]?.tone ?? 'quiet'}>{statusWord(status)}</Badge>;
}
