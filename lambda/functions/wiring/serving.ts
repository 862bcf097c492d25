/** The adapters and settings with which a deployed function serves the management API. */
import { keySettings, managementSettings } from '../../aws/settings/function-settings';
import { powertoolsLog } from '../../aws/log/powertools-log';
import { clock, random } from '../../aws/runtime';
import type { TableAccess } from '../../aws/dynamodb/table-reader';
import type { CallTime } from '../../aws/retry';
import type { Reader, Table } from '../../domain/ports/table';
import type { Deps, ReadDeps } from '../../engine/context';
import type { Endpoint } from '../../management/endpoints/endpoint';
import { serve, type Serving } from '../../management/wire/serve';
import { type FunctionOptions, type Invocation, perInvocation } from './invocation';

/** Most milliseconds for a request: API Gateway waits 29 s for its answer, of which a cold start may take some. */
const REQUEST_TIME = 20_000;

/** What a management function keeps while it is warm, and what each of its invocations begins with. */
interface Served<D extends ReadDeps = Deps> extends Pick<FunctionOptions, 'logs'>, Pick<Serving, 'trust'> {
  readonly depsIn: (invocation: Invocation) => D;
}

/** The handler of a management function. */
export const served = <D extends ReadDeps>(endpoints: readonly Endpoint<D>[], { logs, depsIn, ...trust }: Served<D>) =>
  perInvocation({ logs, most: REQUEST_TIME }, (invocation) =>
    serve(endpoints, { ...trust, deps: depsIn(invocation), log: invocation.log }),
  );

/** For functions that operators call. */
export function operatorServing<T extends Reader>(service: string, access: TableAccess<T>) {
  const settings = managementSettings(process.env);
  const { tableName, keyPrefix, environment, imported, catalogue, bootstrapOperator, countsUsage, plans } = settings;
  const keyLifetimes = { defaultDays: settings.defaultKeyLifetimeDays, maxDays: settings.maxKeyLifetimeDays };
  const tableIn = access(tableName);
  /** `time` is for the calls to the table. */
  const depsIn = (time: CallTime) => ({
    ...{ table: tableIn(time), tableName, keyPrefix, environment, catalogue, bootstrapOperator, keyLifetimes },
    ...{ imported, countsUsage, plans },
    ...systemIn(time),
  });
  return { logs: powertoolsLog(service), depsIn, trust: settings };
}

/** For functions that anyone may call, without a token. They need no catalogue. */
export function openServing(service: string, access: TableAccess<Table>): Served {
  const { tableName, keyPrefix, environment, imported } = keySettings(process.env);
  const tableIn = access(tableName);
  return {
    logs: powertoolsLog(service),
    depsIn: (time) => ({
      ...{ table: tableIn(time), tableName, keyPrefix, environment, imported, catalogue: [] },
      ...systemIn(time),
    }),
  };
}

const systemIn = ({ budget }: CallTime) => ({
  now: clock,
  random,
  pause: (milliseconds: number) => budget.pause(milliseconds),
});
