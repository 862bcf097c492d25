/** The adapters and settings with which a deployed function serves the management API. */
import { type KeySettings, keySettings, managementSettings } from '../../aws/environment';
import { functionLog } from '../../aws/function-log';
import { clock, random } from '../../aws/runtime';
import { DynamoTable } from '../../aws/dynamodb/dynamo-table';
import { tableClient } from '../../aws/dynamodb/table-client';
import type { CallTime } from '../../aws/retry';
import type { Deps } from '../../engine/context';
import type { Endpoint } from '../../management/endpoints/endpoint';
import { serve, type Serving } from '../../management/wire/serve';
import { type FunctionOptions, type Invocation, perInvocation } from './invocation';

/** Most milliseconds for a request: API Gateway waits 29 s for its answer, of which a cold start may take some. */
const REQUEST_TIME = 20_000;

/** What a management function keeps while it is warm, and what each of its invocations begins with. */
interface Served<D extends Deps = Deps> extends Pick<FunctionOptions, 'logs'>, Pick<Serving, 'trust'> {
  readonly depsIn: (invocation: Invocation) => D;
}

/** The handler of a management function. */
export const served = <D extends Deps>(endpoints: readonly Endpoint<D>[], { logs, depsIn, ...trust }: Served<D>) =>
  perInvocation({ logs, most: REQUEST_TIME }, (invocation) =>
    serve(endpoints, { ...trust, deps: depsIn(invocation), log: invocation.log }),
  );

/** For functions that operators call. */
export function operatorServing(service: string) {
  const settings = managementSettings(process.env);
  const { catalogue, bootstrapOperator } = settings;
  const portsIn = portsOf(settings);
  /** `time` is for the calls to the table. */
  const depsIn = (time: CallTime): Deps => ({ ...portsIn(time), catalogue, bootstrapOperator });
  return { logs: functionLog(service), depsIn, trust: settings } satisfies Served;
}

/** For functions that anyone may call, without a token. They need no catalogue. */
export function openServing(service: string): Served {
  const portsIn = portsOf(keySettings(process.env));
  return { logs: functionLog(service), depsIn: (invocation) => ({ ...portsIn(invocation), catalogue: [] }) };
}

function portsOf({ tableName, keyPrefix, environment }: KeySettings) {
  const client = tableClient();
  return (time: CallTime): Omit<Deps, 'catalogue'> => ({
    table: new DynamoTable(tableName, client, time),
    tableName,
    now: clock,
    random,
    pause: (milliseconds) => time.budget.pause(milliseconds),
    keyPrefix,
    environment,
  });
}
