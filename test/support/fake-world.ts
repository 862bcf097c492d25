/** The world of a verb in memory: what it writes is kept, its API is the fake one, and nobody or somebody can be asked. */
import { runCommandLine } from '../../cli/command-line';
import { GROUPS, verbsIn } from '../../cli/verbs';
import type { World } from '../../cli/world';
import { fakeApi, type Reply, TOKEN_URL, URL_OF_API } from './fake-api';

export const NOW = Date.parse('2027-03-01T12:00:00Z');
export const ENVIRONMENT = {
  SALLYPORT_URL: URL_OF_API,
  SALLYPORT_TOKEN_URL: TOKEN_URL,
  SALLYPORT_CLIENT_ID: 'op',
  SALLYPORT_CLIENT_SECRET: 'operator-secret',
};

export function fakeWorld(replies: readonly Reply[] = [], given: Partial<World> = {}) {
  const { fetch, wait, here, tokenReplies } = fakeApi(replies);
  const wrote = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const world: World = {
    environment: ENVIRONMENT,
    home: '/nowhere',
    stdout: { write: (text) => (wrote.stdout += text) },
    stderr: { write: (text) => (wrote.stderr += text) },
    outliveReaders: () => undefined,
    canAsk: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    readInput: () => Promise.resolve(''),
    readFile: (path) => Promise.reject(new Error(`there is no ${path}`)),
    newKey: () => 'new-key',
    now: () => NOW,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    http: { fetch, wait },
    stacks: () => {
      throw new Error('no AWS');
    },
    ...given,
  };
  const interrupt = (): void => listeners.forEach((listener) => listener());
  const run = (...args: string[]): Promise<number> =>
    runCommandLine(args, { verbs: verbsIn(world), groups: GROUPS, version: '0', environment: {} });
  return { run, wrote, world, here, tokenReplies, interrupt };
}
