/**
 * What CloudFormation does with the resources of a template when another one takes its place. Which property makes it put
 * another resource in place of one is read from the database of CloudFormation's resource types that the CDK brings for
 * `cdk diff`.
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Json } from './support';

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, Json>> }>
>;

export interface Difference {
  /** `Type logicalId` of resources that are made anew, and of those that are in neither both templates. */
  readonly replaced: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The properties of each type that make CloudFormation replace a resource, always or under conditions. */
const REPLACING: ReadonlyMap<string, ReadonlySet<string>> = readDatabase();

function readDatabase(): ReadonlyMap<string, ReadonlySet<string>> {
  const file = require.resolve('aws-cdk/package.json').replace('package.json', 'db.json.gz');
  const database: Json = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const types: Json[] = database.schema.resource.entities;
  return new Map(
    types.map(({ cloudFormationType, properties }) => {
      const replacing = Object.entries<Json>(properties).filter(([, { causesReplacement }]) => causesReplacement);
      return [String(cloudFormationType), new Set(replacing.map(([name]) => name))] as const;
    }),
  );
}

/** What refers to a resource that is replaced gets another value, and may be replaced for it. */
export function differenceOf(before: Resources, after: Resources): Difference {
  const named = (ids: readonly string[], of: Resources) => ids.map((id) => `${of[id]?.Type ?? ''} ${id}`).sort();
  const replaced = new Set<string>();
  for (let known = -1; known < replaced.size; ) {
    known = replaced.size;
    for (const [id, { Type, Properties = {} }] of Object.entries(before)) {
      const next = after[id]?.Properties ?? {};
      const changed = (property: string) =>
        !isDeepStrictEqual(Properties[property], next[property]) || refersTo(next[property], replaced);
      if (id in after && [...(REPLACING.get(Type) ?? [])].some(changed)) replaced.add(id);
    }
  }
  return {
    replaced: named([...replaced], before),
    added: named(
      Object.keys(after).filter((id) => !(id in before)),
      after,
    ),
    removed: named(
      Object.keys(before).filter((id) => !(id in after)),
      before,
    ),
  };
}

function refersTo(value: Json, ids: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  return ids.has(ref) || ids.has(attribute?.[0]) || Object.values(value).some((one: Json) => refersTo(one, ids));
}
