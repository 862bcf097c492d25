/**
 * Starts what a cloud assembly describes: tables, user pool, functions, and one HTTP server for each REST API. A part
 * starts after the parts that it needs. When a part refuses to start, those before it are closed again.
 */
import { type AssemblyStack, readAssembly } from './assembly/assembly';
import { startClock } from './clock';
import { startControl } from './control';
import { claimDirectory, partOf } from './data-directory';
import { startFunctionHost } from './functions/function-host';
import { InlineCode } from './functions/inline-code';
import { type Delivering, startLogSubscriptions } from './log-subscriptions';
import type { ApiModel } from './gateway/api-model';
import { type Gateway, startGateway } from './gateway/gateway';
import { type AddressReplacement, toLoopback } from './loopback';
import { buildModel, type LocalModel } from './model/model';
import type { Unserved } from './model/not-served';
import { ApiGateway } from './plans/api-gateway';
import { Pools } from './pool/pools';
import { StartRefusal } from './refusal';
import { type Schedules, startSchedules } from './schedules';
import { type ServedApi, servedApi } from './served-api';
import { startTableServer } from './table/table';
import type { Template } from './assembly/template';
import type {
  AnswerSink,
  ApiGatewayServer,
  FunctionHost,
  FunctionSpec,
  Invocation,
  LocalClock,
  LogSink,
  PoolServer,
  TableServer,
} from './types';

export interface StartOptions {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** The name of the one stack to serve; without it all stacks of the assembly are served. */
  readonly stack?: string;
  /** The port of the API that the output `ApiUrl` names, or else of the first API; 0, the default, is any free port. */
  readonly port?: number;
  /** Where tables and user pool are kept from one run to the next; without it they are kept in memory. */
  readonly dataDirectory?: string;
  /** Refuses the start for whatever is not served, which is passed over without it. */
  readonly strict?: boolean;
  readonly clock?: LocalClock;
  readonly log?: LogSink;
  /** Told of each request that an API answered. */
  readonly answered?: AnswerSink;
  /** Milliseconds after which an association of a native key with a usage plan takes effect. @default 0 */
  readonly associationDelay?: number;
  /** The most native keys. @default 10,000 */
  readonly maxNativeKeys?: number;
  /** Starts the test control as well. */
  readonly testControl?: boolean;
  /** Changes a template before it is served. Tests remove an authorizer with it and expect the journeys to fail. */
  readonly edit?: (template: Template, stackName: string) => void;
}

export interface LocalRun {
  /** By logical id. */
  readonly apis: Readonly<Record<string, ServedApi>>;
  /** The outputs of all stacks, with AWS's addresses replaced by those of this run. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The user pool of the operator that the output `OperatorClientId` names, or else the first. */
  readonly pool: PoolServer | undefined;
  readonly table: TableServer | undefined;
  /** Undefined for a template without usage plans and native keys. */
  readonly apiGateway: ApiGatewayServer | undefined;
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
  const table = opened.keep(await startTables(model, options));
  const pools = opened.keep(new Pools());
  await pools.open(model.pools, { clock, callers: model.callers, ...folderFor(options, 'pool') });
  const pool = pools.main(model.outputs.OperatorClientId);
  const replacements = pools.replacements();
  const keys = opened.keep(apiGatewayOf(model, { ...options, clock }));
  const apiGateway = await keys.open();
  const endpoints = {
    ...(table && { AWS_ENDPOINT_URL_DYNAMODB: table.url }),
    ...(apiGateway && { AWS_ENDPOINT_URL_API_GATEWAY: apiGateway.url }),
  };
  const specs = placedFunctions(model, pools, opened.keep(new InlineCode(options.assembly)));
  const functions = opened.keep(startFunctionHost(specs, { clock, log, region: model.region, endpoints }));
  const { answered = () => undefined, port } = options;
  const subscriptions = opened.keep(startLogSubscriptions(model.logSubscriptions, { functions, clock }));
  const written: LogSink = (line) => {
    subscriptions.take(line);
    log(line);
  };
  const gateways = await startGateways(
    model,
    { functions, pool: pools, keys, clock, log: written, answered, port },
    opened,
  );
  const schedules = opened.keep(startSchedules(model.schedules, { functions, clock }));
  const control = opened.keep(
    testControl ? await startControl({ clock, table, pool, apiGateway, schedules, subscriptions }) : undefined,
  );
  const all = [...replacements, ...gateways.map(({ api, gateway }) => apiReplacement(api, gateway))];
  return {
    apis: Object.fromEntries(
      gateways.map(({ api, gateway }) => [api.logicalId, servedApi(api, gateway.url, model.functions)]),
    ),
    outputs: mapValues(model.outputs, (value) => toLoopback(value, all)),
    pool,
    table,
    apiGateway,
    tableName: mainTable(model),
    clock,
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

/** The parts that were started so far. They are closed in the opposite order. */
class OpenParts {
  private readonly parts: { close(): Promise<void> }[] = [];

  keep<T extends { close(): Promise<void> } | undefined>(part: T): T {
    if (part !== undefined) this.parts.unshift(part);
    return part;
  }

  async close(): Promise<void> {
    for (const part of this.parts.splice(0)) await part.close();
  }
}

async function startTables({ tables, callers }: LocalModel, options: StartOptions): Promise<TableServer | undefined> {
  const specs = Object.values(tables);
  return specs.length === 0 ? undefined : startTableServer({ tables: specs, callers, ...folderFor(options, 'table') });
}

function mainTable({ tables, functions }: LocalModel): string | undefined {
  const users = (name: string): number =>
    functions.filter(({ environment }) => Object.values(environment).includes(name)).length;
  const names = Object.values(tables).map(({ tableName }) => tableName);
  // The sort is stable: of tables with equally many functions, the first of the template wins.
  return names.sort((one, other) => users(other) - users(one))[0];
}

const apiGatewayOf = (
  { usagePlans, callers }: LocalModel,
  { clock, associationDelay, maxNativeKeys: maxKeys, ...options }: StartOptions & { readonly clock: LocalClock },
): ApiGateway =>
  new ApiGateway(usagePlans, { clock, callers, associationDelay, maxKeys, ...folderFor(options, 'api-gateway') });

/** The folder in which one part keeps its data, when there is a data directory. */
function folderFor({ dataDirectory }: StartOptions, part: string): { directory?: string } {
  return dataDirectory === undefined ? {} : { directory: partOf(dataDirectory, part) };
}

/** The functions with this run's addresses in their environment, and with inline code in files. */
function placedFunctions({ functions }: LocalModel, pools: Pools, inline: InlineCode): FunctionSpec[] {
  const replacements = pools.replacements();
  return functions.map((spec) => ({
    ...inline.placed(spec),
    environment: {
      ...pools.endpointFor(spec),
      ...mapValues(spec.environment, (value) => toLoopback(value, replacements)),
    },
  }));
}

interface GatewaySurroundings {
  readonly functions: FunctionHost;
  readonly pool: Pools;
  readonly keys: ApiGateway;
  readonly clock: LocalClock;
  readonly log: LogSink;
  readonly answered: AnswerSink;
  readonly port: number | undefined;
}

async function startGateways(model: LocalModel, { port, ...parts }: GatewaySurroundings, opened: OpenParts) {
  const named = model.apis.find((api) => model.outputs.ApiUrl?.startsWith(`${awsUrl(api)}/`)) ?? model.apis[0];
  const gateways: { api: ApiModel; gateway: Gateway }[] = [];
  for (const api of model.apis) {
    const gateway = await startGateway(api, {
      ...parts,
      port: api === named ? (port ?? 0) : 0,
    });
    gateways.push({ api, gateway: opened.keep(gateway) });
  }
  return gateways;
}

const awsUrl = (api: ApiModel): string => `https://${api.apiId}.execute-api.${api.region}.amazonaws.com`;

const apiReplacement = (api: ApiModel, gateway: Gateway): AddressReplacement => ({
  aws: awsUrl(api),
  local: gateway.origin,
});

const mapValues = (values: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
