/** What every route answers when a port throws, generated from the route table. */
import { DependencyError } from '../../../lambda/domain/outcome';
import { type Route, ROUTES } from '../../support/endpoints';
import { managementApi } from '../../support/management';
import { good, nameOf, pathOf, stocked } from '../../support/stocked';

const thrown = [new DependencyError('outside', 'gone'), new Error('defect with words'), 'a text', undefined];
const tableCalls = [
  ...(['read', 'commit', 'listKeys', 'listClients', 'listEvents', 'listAccounts'] as const),
  ...(['listLiveKeys', 'listLiveClients'] as const),
];
/** Calls without which there is no answer; the others only tell the issuer what the records say already. */
const poolCalls = ['createClient', 'addSecret', 'listSecrets', 'deleteSecret'] as const;
const faults = thrown.flatMap((error) => [
  ...tableCalls.flatMap((call) => [true, false].map((late) => ({ port: 'table', call, error, late }) as const)),
  ...poolCalls.flatMap((call) => [true, false].map((late) => ({ port: 'pool', call, error, late }) as const)),
  ...(['now', 'random'] as const).map((call) => ({ port: 'deps', call, error, late: false }) as const),
]);

/** Whose clients are counted for the answer only; a change is not undone because that fails. */
const isOnlyCounted = ({ function: own, method }: Route, { call, error }: (typeof faults)[number]): boolean =>
  own === 'accounts' && method !== 'DELETE' && call === 'listLiveClients' && error instanceof DependencyError;

/** A deployment of which one port fails, and whether it was called. */
function broken(route: Route, { port, call, error, late }: (typeof faults)[number]) {
  const made = stocked(route);
  const seen = { called: false };
  const fail = () => {
    seen.called = true;
    if (!late) throw error as Error;
    return new Promise((_resolve, reject) => setImmediate(() => reject(error as Error)));
  };
  Object.assign(port === 'deps' ? made.deps : made[port], { [call]: fail });
  return { seen, deps: made.deps };
}

test.each(ROUTES.filter(({ path }) => path !== '/openapi.json').map((route) => [nameOf(route), route] as const))(
  '%s answers 5xx to whatever any port throws, at once or late, and says nothing of it',
  async (_, route) => {
    for (const fault of faults) {
      const { seen, deps } = broken(route, fault);
      const lines: unknown[] = [];

      const { status, text } = await managementApi(deps, lines)(pathOf(route), good(route));

      if (!seen.called || isOnlyCounted(route, fault)) continue;
      expect({ ...fault, status }).toEqual({ ...fault, status: fault.error instanceof DependencyError ? 503 : 500 });
      expect(text).not.toMatch(/gone|defect|words|a text/);
      expect(lines).toHaveLength(2);
    }
  },
);
