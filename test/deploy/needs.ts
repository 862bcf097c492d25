/** What the check needs of the machine, and how it gets namespaces of its own. */
import { spawnSync } from 'node:child_process';
import { platform } from 'node:os';

/** Without root a user namespace gives the rights that the others need. */
const AS_ROOT = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
/** Arguments of `unshare`: what it starts has mounts, network and processes of its own, and ends with it. */
export const ISOLATED = [...AS_ROOT, '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

const succeeds = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;

const NEEDS: readonly (readonly [need: string, there: () => boolean])[] = [
  ['it needs Linux.', () => platform() === 'linux'],
  [
    'it needs Python 3.10 or later with venv (on Debian and Ubuntu `apt-get install -y python3 python3-venv`).',
    () => succeeds('python3', '-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'),
  ],
  ['it needs `unshare` (on Debian and Ubuntu in the package util-linux).', () => succeeds('unshare', '--version')],
  [
    'it needs the right to make namespaces: root with CAP_SYS_ADMIN, or a kernel that lets users make user namespaces. ' +
      'A container has it with `--privileged`.',
    () => succeeds('unshare', ...ISOLATED, 'mount', '--bind', '/etc/hosts', '/etc/hosts'),
  ],
];

/** One sentence for each need that the machine does not meet; the later needs depend on the earlier ones. */
export function missing(): readonly string[] {
  const first = NEEDS.find(([, there]) => !there());
  return first === undefined ? [] : [first[0]];
}
