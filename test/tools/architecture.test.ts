import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

it('docs/architecture.md has the output of npm run architecture without counts of lines (add -- --write), and no call has more frames than the target that it prints', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const block = /<!-- npm run architecture -->\n```text\n([^]*)```\n<!-- end -->/.exec(page)?.[1];

  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/architecture.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });

  expect(block).toBe(stdout.replace(/ +\d+ lines$/gm, ''));
  const calls = [...stdout.matchAll(/^(\d+) frames .*\(target: (\d+) at most/gm)];
  expect(calls).toHaveLength(2);
  for (const [, frames, target] of calls) expect(Number(frames)).toBeLessThanOrEqual(Number(target));
});
