/**
 * Starts what a cloud assembly describes: tables, user pool, functions, and one HTTP server for each REST API. A part
 * starts after the parts that it needs. When a part refuses to start, those before it are closed again.
 */
import { type AssemblyStack, readAssembly } from './assembly/assembly';
import { startClock } from './clock';
import { startControl } from './control';
import { claimDirectory } from './data-directory';
import { apiReplacements, claimGateways, serveGateways } from './gateways';
import { type Delivering, startLogSubscriptions } from './log-subscriptions';
import { toLoopback } from './loopback';
import { buildModel, type LocalModel } from './model/model';
import type { Unserved } from './model/not-served';
import { OpenParts } from './open-parts';
import { StartRefusal } from './refusal';
import { type Schedules, startSchedules } from './schedules';
import { type ServedApi, servedApi } from './served-api';
import { mapValues, openServices } from './services';
import type { EventBusServer } from './events/bus-event';
import type { StartOptions } from './start-options';
import type { ApiGatewayServer, FunctionHost, Invocation, LocalClock, LogSink, PoolServer, TableServer } from './types';

export interface LocalRun {
  /** By logical id. */
  readonly apis: Readonly<Record<string, ServedApi>>;
  /** The outputs of all stacks, with AWS's addresses replaced by those of this run. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The user pool of the operator that the output `OperatorClientId` names, or else the first. */
  readonly pool: PoolServer | undefined;
  /** The user pool in which people sign in to the page that the output `PortalUrl` names. */
  readonly people: PoolServer | undefined;
  readonly table: TableServer | undefined;
  /** Undefined for a template without usage plans and native keys. */
  readonly apiGateway: ApiGatewayServer | undefined;
  /** Undefined for a template without event buses. */
  readonly eventBus: EventBusServer | undefined;
  /** The table whose name most functions have in their environment: not one that a single function uses as a cache. */
  readonly tableName: string | undefined;
  readonly clock: LocalClock;
  readonly controlUrl: string | undefined;
  /** What of the template is passed over, because no request needs it or because it cannot be served here. */
  readonly notServed: readonly Unserved[];
  /** Each is one line: a route that answers 501, or what else is otherwise than at AWS. */
  readonly warnings: readonly string[];
  /** The environment variables of each function, by its name, which is its logical id. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Invokes a function directly, as `aws lambda invoke` does. */
  invoke(functionName: string, event: unknown): Promise<Invocation>;
  /** Resolves once every change of a table with a stream was passed on. */
  changesPassedOn(): Promise<void>;
  /** Invokes the targets of a scheduled rule now. `rule` is its logical id, or the `task` in its input. */
  fire(rule: string): Promise<Invocation[]>;
  /** Delivers what is waiting of the logs that functions are subscribed to, now. */
  deliverLogs(options?: Delivering): Promise<Invocation[]>;
  close(): Promise<void>;
}

/** Throws a `StartRefusal` when the run cannot be without something that is not served; with `strict` for anything. */
export async function start(options: StartOptions): Promise<LocalRun> {
  const stacks = chosen(readAssembly(options.assembly), options.stack);
  for (const { template, name } of stacks) options.edit?.(template, name);
  const model = buildModel(stacks, { strict: options.strict ?? false });
  const names = stacks.map(({ name }) => name);
  if (options.dataDirectory !== undefined) claimDirectory(options.dataDirectory, names);
  const opened = new OpenParts();
  try {
    return await startModel(model, options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function chosen(stacks: readonly AssemblyStack[], name: string | undefined): readonly AssemblyStack[] {
  const found = stacks.filter((stack) => name === undefined || stack.name === name);
  if (found.length > 0) return found;
  throw new StartRefusal(
    `the assembly has no stack ${name ?? ''}, but ${stacks.map((stack) => stack.name).join(', ')}`,
  );
}

async function startModel(model: LocalModel, options: StartOptions, opened: OpenParts): Promise<LocalRun> {
  const { clock = startClock(), log = () => undefined, testControl = false } = options;
  const claims = await claimGateways(model, options.port, opened);
  const apiAddresses = apiReplacements(claims);
  const services = await openServices(model, { ...options, clock, log, apiAddresses }, opened);
  const { table, pools, keys, apiGateway, eventBus, functions, changesPassedOn } = services;
  const pool = pools.main(model.outputs.OperatorClientId);
  const { answered = () => undefined } = options;
  const subscriptions = opened.keep(startLogSubscriptions(model.logSubscriptions, { functions, clock }));
  const written: LogSink = (line) => {
    subscriptions.take(line);
    log(line);
  };
  serveGateways(claims, { functions, pool: pools, keys, clock, log: written, answered }, opened);
  const schedules = opened.keep(startSchedules(model.schedules, { functions, clock }));
  const controlled = { clock, table, pool, apiGateway, schedules, subscriptions };
  const control = opened.keep(testControl ? await startControl(controlled) : undefined);
  const outputs = mapValues(model.outputs, (value) => toLoopback(value, [...pools.replacements(), ...apiAddresses]));
  return {
    apis: Object.fromEntries(
      claims.map(({ api, gateway }) => [api.logicalId, servedApi(api, gateway.url, model.functions)]),
    ),
    people: pools.ofPage(outputs.PortalUrl ?? ''),
    ...{ outputs, pool, table, apiGateway, eventBus, clock, changesPassedOn },
    tableName: mainTable(model),
    controlUrl: control?.url,
    notServed: model.notServed,
    warnings: model.warnings,
    ...directCalls(model, functions),
    fire: (rule) => fireNow(schedules, rule),
    deliverLogs: (delivering) => subscriptions.deliver(delivering),
    close: () => opened.close(),
  };
}

async function fireNow(schedules: Schedules, rule: string): Promise<Invocation[]> {
  const fired = schedules.fire(rule);
  if (fired === undefined) throw new Error(`there is no rule ${rule}`);
  return fired;
}

const directCalls = (model: LocalModel, functions: FunctionHost): Pick<LocalRun, 'environments' | 'invoke'> => ({
  environments: Object.fromEntries(model.functions.map(({ name, environment }) => [name, environment])),
  invoke: async (functionName, event) => {
    const spec = model.functions.find(({ name }) => name === functionName);
    if (spec === undefined) throw new Error(`there is no function ${functionName}`);
    return functions.invoke(spec.arn, event);
  },
});

function mainTable({ tables, functions }: LocalModel): string | undefined {
  const users = (name: string): number =>
    functions.filter(({ environment }) => Object.values(environment).includes(name)).length;
  const names = Object.values(tables).map(({ tableName }) => tableName);
  // The sort is stable: of tables with equally many functions, the first of the template wins.
  return names.sort((one, other) => users(other) - users(one))[0];
}
