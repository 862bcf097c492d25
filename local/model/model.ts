/** Everything in a cloud assembly that the local run serves, as plain data. It is made before any server starts. */
import type { AssemblyStack } from '../assembly/assembly';
import type { ApiModel } from '../gateway/api-model';
import type { Callers } from '../callers';
import { StartRefusal } from '../refusal';
import { createResolver } from '../assembly/resolver';
import type { FunctionSpec, TableSpec } from '../types';
import { apisOf } from './apis';
import { functionsOf } from './functions';
import { type PoolModel, poolsOf } from './pools';
import { serveStack } from './resources';
import { callersOf } from './roles';
import { type ScheduleModel, schedulesOf } from './schedule-rules';
import { tablesOf } from './tables';

export interface LocalModel {
  readonly region: string;
  readonly functions: readonly FunctionSpec[];
  /** What each function may do to tables and pools. */
  readonly callers: Callers;
  /** By logical id. */
  readonly tables: Readonly<Record<string, TableSpec>>;
  readonly pools: readonly PoolModel[];
  readonly apis: readonly ApiModel[];
  readonly schedules: readonly ScheduleModel[];
  /** Stack outputs by name, still with AWS's addresses. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Throws a `StartRefusal` that names what is not served. Logical ids and outputs must be unique over all stacks. */
export function buildModel(stacks: readonly AssemblyStack[]): LocalModel {
  const regions = [...new Set(stacks.map((stack) => stack.region))];
  if (regions[1] !== undefined) {
    throw new StartRefusal(`the stacks are in several Regions, ${regions.join(' and ')}; a local run serves one`);
  }
  const models = stacks.map(modelOf);
  return {
    region: regions[0] ?? 'us-east-1',
    functions: unique(
      models.flatMap((model) => model.functions),
      ({ name }) => name,
    ),
    callers: merge(models.map((model) => model.callers)),
    pools: models.flatMap((model) => model.pools),
    apis: unique(
      models.flatMap((model) => model.apis),
      ({ logicalId }) => logicalId,
    ),
    schedules: models.flatMap((model) => model.schedules),
    tables: merge(models.map((model) => model.tables)),
    outputs: merge(models.map((model) => model.outputs)),
  };
}

function modelOf(stack: AssemblyStack): Omit<LocalModel, 'region'> {
  const served = serveStack(stack);
  const resolve = createResolver(stack);
  const references = (id: string, attribute?: string): string =>
    String(resolve(attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] }, id));
  const functions = functionsOf(served);
  const pools = poolsOf(served, references);
  return {
    functions,
    callers: callersOf(served, references),
    pools,
    tables: tablesOf(served, references),
    apis: apisOf(served, { references, functions, poolArns: pools.map(({ arn }) => arn) }),
    schedules: schedulesOf(served, { references, functions }),
    outputs: served.outputs,
  };
}

function unique<T>(values: readonly T[], nameOf: (value: T) => string): readonly T[] {
  merge(values.map((value) => ({ [nameOf(value)]: value })));
  return values;
}

function merge<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (Object.hasOwn(merged, name)) {
      throw new StartRefusal(`two stacks of the assembly have a ${name}; a local run needs names that are unique`);
    }
    merged[name] = value;
  }
  return merged;
}
