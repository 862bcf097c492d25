/** Everything in a cloud assembly that the local run serves, as plain data. It is made before any server starts. */
import type { AssemblyStack } from '../assembly/assembly';
import type { ApiModel, ResourceModel } from '../gateway/api-model';
import type { Callers } from '../callers';
import { namedIn } from '../assembly/template';
import { placeOf, StartRefusal } from '../refusal';
import { createResolver } from '../assembly/resolver';
import type { FunctionSpec, TableSpec } from '../types';
import { apisOf } from './apis';
import { functionsOf } from './functions';
import type { Unserved } from './not-served';
import type { ServedPool } from '../pool/pools';
import { poolsOf } from './pools';
import { type ServedStack, serveStack } from './resources';
import { type ScheduleModel, schedulesOf } from './schedule-rules';
import { tablesOf } from './tables';

export interface LocalModel {
  readonly region: string;
  readonly functions: readonly FunctionSpec[];
  /** What each function may do to tables and pools. */
  readonly callers: Callers;
  /** By logical id. */
  readonly tables: Readonly<Record<string, TableSpec>>;
  readonly pools: readonly ServedPool[];
  readonly apis: readonly ApiModel[];
  readonly schedules: readonly ScheduleModel[];
  /** Stack outputs by name, still with AWS's addresses. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly notServed: readonly Unserved[];
  readonly warnings: readonly string[];
}

export interface ModelOptions {
  /** Refuses the start for whatever is not served; without it that is passed over, and named in the model. */
  readonly strict?: boolean;
}

/** Throws a `StartRefusal` that names what a run cannot be without. Logical ids and outputs must be unique over all stacks. */
export function buildModel(stacks: readonly AssemblyStack[], { strict = false }: ModelOptions = {}): LocalModel {
  const regions = [...new Set(stacks.map((stack) => stack.region))];
  if (regions[1] !== undefined) {
    throw new StartRefusal(`the stacks are in several Regions, ${regions.join(' and ')}; a local run serves one`);
  }
  const models = stacks.map((stack) => modelOf(stack, strict));
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
    notServed: models.flatMap((model) => model.notServed),
    warnings: models.flatMap((model) => model.warnings),
  };
}

function modelOf(stack: AssemblyStack, strict: boolean): Omit<LocalModel, 'region'> {
  const served = serveStack(stack, strict);
  const resolve = createResolver(stack);
  const references = (id: string, attribute?: string): string =>
    String(resolve(attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] }, id));
  const { served: functions, callers, at: functionAt } = functionsOf(served, references);
  const pools = poolsOf(served, references);
  const tables = tablesOf(served, references);
  const apis = apisOf(served, { references, functionAt, poolArns: pools.map(({ arn }) => arn) });
  const schedules = schedulesOf(served, { references, functionAt });
  const { notServed } = served;
  return {
    functions,
    callers,
    pools,
    tables,
    apis,
    schedules,
    outputs: served.outputs,
    // Each method that is not served answers for itself.
    notServed: notServed.resources.filter(({ type }) => type !== METHOD),
    warnings: [...apis.flatMap((api) => unservedRoutes(api.root)), ...vainUses(served), ...notServed.warnings],
  };
}

const METHOD = 'AWS::ApiGateway::Method';

function unservedRoutes({ path, methods, children }: ResourceModel): string[] {
  const own = [...methods].flatMap(([method, { integration }]) =>
    integration.kind === 'unserved' ? [`${method} ${path} answers 501: ${integration.why}`] : [],
  );
  return [...own, ...children.flatMap(unservedRoutes)];
}

/** What the functions name in their environment and is not served: whatever they ask of it fails. */
function vainUses({ stack, resources, notServed }: ServedStack): string[] {
  const functions = resources.filter(
    ({ id, type }) => type === 'AWS::Lambda::Function' && notServed.why(id) === undefined,
  );
  return functions.flatMap(({ id }) =>
    [...namedIn(stack.template.Resources[id]?.Properties?.Environment)]
      .filter((name) => notServed.why(name) !== undefined)
      .map(
        (name) =>
          `${placeOf(id, 'AWS::Lambda::Function')} names ${name}, which is not served: what it asks of it fails`,
      ),
  );
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
