/** The code blocks of the pages whose snippets are run, each with the heading that it stands under. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../toolchains/programs';

const PAGES = ['docs/call-the-api.md', 'docs/verify-tokens.md'] as const;
export const LANGUAGES = ['bash', 'js', 'python', 'go'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Block {
  readonly page: string;
  /** The nearest heading above it. */
  readonly heading: string;
  /** As the fence says; a block of no `Language` cannot be run. */
  readonly language: string;
  readonly code: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?\n)```$|^#+ (.+)$/gm;

export function blocksOf(page: string): Block[] {
  let heading = '';
  const blocks: Block[] = [];
  for (const [, language = '', code, found] of readFileSync(join(ROOT, page), 'utf8').matchAll(FENCE)) {
    heading = found ?? heading;
    if (code !== undefined) blocks.push({ page, heading, language, code });
  }
  return blocks;
}

export const allBlocks = (): Block[] => PAGES.flatMap(blocksOf);

/** The handlers of docs/backends.md, which `handlers.ts` invokes. */
export const handlerBlocks = (): Block[] =>
  blocksOf('docs/backends.md').filter(({ language }) => language === 'python' || language === 'go');

/** A line and, below it, a comment `or: …` with what may stand in its place. */
const ALTERNATIVE = /^.*\n([ \t]*)(?:\/\/|#) or: (.+)$/m;

/** The code with what its comment `or: …` says; undefined without such a comment. */
export const otherWay = (code: string): string | undefined =>
  ALTERNATIVE.test(code) ? code.replace(ALTERNATIVE, (_, indent: string, line: string) => indent + line) : undefined;
