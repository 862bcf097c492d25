/** The verbs of the command `sallyport`: a file makes each, and a line here adds it. */
import { localVerb } from './local/local-verb';
import type { Verb } from './verb';

export const VERBS: readonly Verb[] = [localVerb()];
