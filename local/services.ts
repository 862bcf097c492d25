/** The services that functions call, and the functions: each part starts after those that it needs. */
import { partOf } from './data-directory';
import { Events } from './events/events';
import { startFunctionHost } from './functions/function-host';
import { InlineCode } from './functions/inline-code';
import { type AddressReplacement, toLoopback } from './loopback';
import type { LocalModel } from './model/model';
import type { OpenParts } from './open-parts';
import { ApiGateway } from './plans/api-gateway';
import { Pools } from './pool/pools';
import type { StartOptions } from './start-options';
import type { Changed } from './table/item-changes';
import { startTableServer } from './table/table';
import type { FunctionSpec, LocalClock, LogSink, TableServer } from './types';

export interface ServiceOptions extends StartOptions {
  readonly clock: LocalClock;
  readonly log: LogSink;
  /** Where this run serves the APIs. */
  readonly apiAddresses: readonly AddressReplacement[];
}

export async function openServices(model: LocalModel, options: ServiceOptions, opened: OpenParts) {
  const { clock, log, apiAddresses } = options;
  const { callers, region } = model;
  const events = new Events(model, options);
  const table = opened.keep(await startTables(model, { ...options, changed: events.changed }));
  const pools = opened.keep(new Pools());
  await pools.open(model.pools, { clock, log, callers, apiAddresses, ...folderFor(options, 'pool') });
  const keys = opened.keep(apiGatewayOf(model, options));
  const apiGateway = await keys.open();
  const eventBus = opened.keep(await events.openBuses());
  const endpoints = {
    ...(table && { AWS_ENDPOINT_URL_DYNAMODB: table.url }),
    ...(apiGateway && { AWS_ENDPOINT_URL_API_GATEWAY: apiGateway.url }),
    ...(eventBus && { AWS_ENDPOINT_URL_EVENTBRIDGE: eventBus.url }),
  };
  const specs = placedFunctions(model, { pools, apiAddresses, inline: opened.keep(new InlineCode(options.assembly)) });
  const functions = opened.keep(startFunctionHost(specs, { clock, log, region, endpoints }));
  opened.keep(events.startStreams(functions));
  return { table, pools, keys, apiGateway, eventBus, functions, changesPassedOn: events.settled };
}

async function startTables(
  { tables, callers }: LocalModel,
  { changed, ...options }: StartOptions & { readonly changed: Changed },
): Promise<TableServer | undefined> {
  const specs = Object.values(tables);
  const folder = folderFor(options, 'table');
  return specs.length === 0 ? undefined : startTableServer({ tables: specs, callers, changed, ...folder });
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

interface Surroundings extends Pick<ServiceOptions, 'apiAddresses'> {
  readonly pools: Pools;
  readonly inline: InlineCode;
}

/** The functions with this run's addresses in their environment, and with inline code in files. */
function placedFunctions({ functions }: LocalModel, { pools, apiAddresses, inline }: Surroundings): FunctionSpec[] {
  const replacements = [...pools.replacements(), ...apiAddresses];
  return functions.map((spec) => ({
    ...inline.placed(spec),
    environment: {
      ...pools.endpointFor(spec),
      ...mapValues(spec.environment, (value) => toLoopback(value, replacements)),
    },
  }));
}

export const mapValues = (
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
