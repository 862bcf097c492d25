/** Everything in a cloud assembly that the local run serves, as plain data. It is made before any server starts. */
import type { AssemblyStack } from '../assembly/assembly';
import type { ApiModel, ResourceModel } from '../gateway/api-model';
import type { Callers } from '../callers';
import { decided } from '../assembly/conditions';
import { namedIn } from '../assembly/template';
import { placeOf, StartRefusal } from '../refusal';
import { createResolver, placeholdersIn } from '../assembly/resolver';
import type { FunctionSpec, TableSpec } from '../types';
import type { BusRule, BusSpec } from '../events/event-bus';
import type { StreamMapping } from '../events/table-streams';
import { busesOf, busRulesOf, streamMappingsOf } from './bus-rules';
import { apisOf, type ApiSurroundings, warnOfStrays } from './apis';
import { functionsOf, type StackFunctions } from './functions';
import type { Unserved } from './not-served';
import type { ServedPool } from '../pool/pools';
import type { PlanSpecs } from '../plans/plan-specs';
import { poolsOf } from './pools';
import { type ServedStack, serveStack } from './resources';
import { type LogSubscription, subscriptionsOf } from './log-filters';
import { type ScheduleModel, schedulesOf } from './schedule-rules';
import { tablesOf } from './tables';
import { usagePlansOf } from './usage-plans';

export interface LocalModel {
  readonly region: string;
  readonly functions: readonly FunctionSpec[];
  /** What each function may do to tables, pools and API Gateway’s control plane. */
  readonly callers: Callers;
  /** By logical id. */
  readonly tables: Readonly<Record<string, TableSpec>>;
  readonly pools: readonly ServedPool[];
  readonly usagePlans: PlanSpecs;
  readonly apis: readonly ApiModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly logSubscriptions: readonly LogSubscription[];
  readonly buses: readonly BusSpec[];
  readonly busRules: readonly BusRule[];
  readonly streamMappings: readonly StreamMapping[];
  /** Stack outputs by name, still with AWS's addresses. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly notServed: readonly Unserved[];
  readonly warnings: readonly string[];
}

export interface ModelOptions {
  /** Refuses the start and names all that is not served; without it that is passed over, and named in the model. */
  readonly strict?: boolean;
}

/** Throws a `StartRefusal` that names what a run cannot be without. Logical ids and outputs must be unique over all stacks. */
export function buildModel(given: readonly AssemblyStack[], { strict = false }: ModelOptions = {}): LocalModel {
  const region = regionOf(given);
  const stacks = given.map(decided);
  const all = stacks.map((stack) => serveStack(stack, createResolver(stack, stacks)));
  const parts = all.map((served) => partsOf(served, all));
  const functions = unique(
    parts.flatMap((part) => part.functions),
    ({ name }) => name,
  );
  const callers = merge(parts.map((part) => part.callers));
  const poolArns = parts.flatMap(({ pools }) => pools.map(({ arn }) => arn));
  const models = parts.map((part) => ({
    ...part,
    ...routesOf(part.served, { functionAt: functionAt(part, parts), callers, poolArns, stacks: all }),
  }));
  const apis = models.flatMap((model) => model.apis);
  for (const served of all) warnOfStrays(served, apis);
  const model = {
    region,
    functions,
    callers,
    pools: unique(
      models.flatMap((model) => model.pools),
      ({ spec }) => spec.logicalId,
    ),
    usagePlans: usagePlansOf(all),
    apis: unique(apis, ({ logicalId }) => logicalId),
    schedules: models.flatMap((model) => model.schedules),
    logSubscriptions: models.flatMap((model) => model.logSubscriptions),
    buses: all.flatMap(busesOf),
    busRules: models.flatMap((model) => model.busRules),
    streamMappings: models.flatMap((model) => model.streamMappings),
    tables: merge(models.map((model) => model.tables)),
    outputs: outputsOf(all),
    ...reportOf(all, apis),
  };
  // The lists above have noted by now what they passed over.
  if (strict) refuseUnserved(all);
  return model;
}

/** What several parts of an app have as their reason is one line. */
function refuseUnserved(all: readonly ServedStack[]): void {
  const refusals = new Set(all.flatMap(({ notServed }) => notServed.refusals));
  if (refusals.size > 0) throw new StartRefusal([...refusals].join('\n'));
}

/** What the person who starts the run is told. */
function reportOf(all: readonly ServedStack[], apis: readonly ApiModel[]): Pick<LocalModel, 'notServed' | 'warnings'> {
  return {
    // Each method that is not served answers for itself, or has a warning.
    notServed: all.flatMap(({ notServed }) => notServed.resources).filter(({ type }) => type !== METHOD),
    warnings: [
      ...apis.flatMap(unservedRoutes),
      ...all.flatMap((served) => [...vainUses(served), ...served.notServed.warnings]),
    ],
  };
}

function regionOf(stacks: readonly AssemblyStack[]): string {
  const [first, second] = new Set(stacks.map((stack) => stack.region));
  if (second === undefined) return first ?? 'us-east-1';
  throw new StartRefusal(
    `the stacks are in several Regions: ${stacks.map(({ name, region }) => `${name} in ${region}`).join(', ')}; ` +
      `a local run serves one Region: name a stack, for example --stack ${stacks[0]?.name}`,
  );
}

const outputsOf = (all: readonly ServedStack[]): LocalModel['outputs'] => ({
  ...Object.fromEntries(all.flatMap(({ nestedOutputs }) => Object.entries(nestedOutputs))),
  ...merge(all.map(({ outputs }) => outputs)),
});

/** Finds a function of any stack; of two with one ARN, that of the own stack. */
const functionAt =
  (own: StackParts, all: readonly StackParts[]): StackFunctions['at'] =>
  (arn) => {
    for (const { at } of [own, ...all]) {
      const found = at(arn);
      if (found !== undefined) return found;
    }
    return undefined;
  };

type StackParts = ReturnType<typeof partsOf>;

/** What of a stack the routes of every stack may need. */
function partsOf(served: ServedStack, all: readonly ServedStack[]) {
  const { served: functions, callers, at } = functionsOf(served, all);
  return { served, functions, callers, at, pools: poolsOf(served), tables: tablesOf(served) };
}

const routesOf = (
  served: ServedStack,
  surroundings: ApiSurroundings & { readonly callers: Callers },
): Pick<LocalModel, 'apis' | 'schedules' | 'logSubscriptions' | 'busRules' | 'streamMappings'> => ({
  apis: apisOf(served, surroundings),
  schedules: schedulesOf(served, surroundings.functionAt),
  logSubscriptions: subscriptionsOf(served, surroundings.functionAt),
  busRules: busRulesOf(served, surroundings.functionAt),
  streamMappings: streamMappingsOf({ served, ...surroundings }),
});

const METHOD = 'AWS::ApiGateway::Method';

function unservedRoutes({ root }: ApiModel): string[] {
  const routes = routesBelow(root);
  const [first] = routes;
  // An API that is not served as a whole is one line.
  if (routes.length > 1 && routes.every(({ why }) => why !== undefined && why === first?.why)) {
    return [`each route of the API answers 501: ${first?.why ?? ''}`];
  }
  return routes.flatMap(({ route, why }) => (why === undefined ? [] : [`${route} answers 501: ${why}`]));
}

interface Route {
  readonly route: string;
  /** Why it is not served. */
  readonly why: string | undefined;
}

const routesBelow = ({ path, methods, children }: ResourceModel): Route[] => [
  ...[...methods].map(([method, { integration }]) => ({
    route: `${method} ${path}`,
    why: integration.kind === 'unserved' ? integration.why : undefined,
  })),
  ...children.flatMap(routesBelow),
];

/** What the functions name in their environment and is not served: whatever they ask of it fails. */
function vainUses({ stack, resources, notServed }: ServedStack): string[] {
  const functions = resources.filter(
    ({ id, type }) => type === 'AWS::Lambda::Function' && notServed.why(id) === undefined,
  );
  return functions.flatMap((resource) => {
    const named = [...namedIn(stack.template.Resources[resource.id]?.Properties?.Environment)];
    const own = named.filter((name) => notServed.why(name) !== undefined);
    return [...new Set([...own, ...placeholdersIn(resource.properties.Environment)])].map(
      (name) => `${placeOf(resource)} names ${name}, which is not served: what it asks of it fails`,
    );
  });
}

function unique<T>(values: readonly T[], nameOf: (value: T) => string): readonly T[] {
  merge(values.map((value) => ({ [nameOf(value)]: value })));
  return values;
}

function merge<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (Object.hasOwn(merged, name)) {
      throw new StartRefusal(
        `two stacks of the assembly have a ${name}; a local run needs names that are unique: name a stack (--stack)`,
      );
    }
    merged[name] = value;
  }
  return merged;
}
