/**
 * Whether a table that the deployer passes can hold the records. A synth sees a table that the app makes; of an import it
 * sees nothing, and the first request to a wrong table fails.
 */
import { isDeepStrictEqual } from 'node:util';
import { CfnGlobalTable, type ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import { propertiesOf } from '../cdk/rendered';
import { isOfType } from '../cdk/parts-of-api';
import { warn } from '../cdk/warnings';
import type { Settings } from '../settings';

const { partitionKey, sortKey, ttlAttribute, accountsIndex, credentialsIndex } = TABLE_SCHEMA;
const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const KEY_SCHEMA = keySchema(partitionKey, sortKey);

/** The properties that count here, as CloudFormation gets them. */
type TableProperties = Partial<{
  readonly KeySchema: unknown;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly StreamSpecification: { readonly StreamViewType: unknown };
  readonly TimeToLiveSpecification: { readonly AttributeName: unknown; readonly Enabled: unknown };
  readonly GlobalSecondaryIndexes: readonly IndexProperties[];
  readonly Replicas: readonly Partial<{
    readonly DeletionProtectionEnabled: unknown;
    readonly PointInTimeRecoverySpecification: { readonly PointInTimeRecoveryEnabled: unknown };
  }>[];
}>;

interface IndexProperties {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: Partial<{ readonly ProjectionType: string; readonly NonKeyAttributes: readonly string[] }>;
}

/** The properties of a table that the app makes; undefined for an import. */
function propertiesOfTable(table: ITableV2): TableProperties | undefined {
  const resource = table.node.defaultChild;
  return isOfType(CfnGlobalTable)(resource) ? (propertiesOf(resource) satisfies TableProperties) : undefined;
}

/** What the synth stops for. */
export function tableErrors(table: ITableV2, { changeEvents }: Pick<Settings, 'changeEvents'>): string[] {
  const properties = propertiesOfTable(table);
  if (properties === undefined) return [];
  const checks: readonly (readonly [boolean, string])[] = [
    [hasKeys(properties), `the key schema ${partitionKey} (HASH) and ${sortKey} (RANGE), both of type S`],
    [hasTimeToLive(properties), `the time-to-live attribute ${ttlAttribute}`],
    ...INDEXES.map((index) => [hasIndex(properties, index), nameOf(index)] as const),
    [!changeEvents || hasNewImages(properties), 'a stream with new images, for changeEvents'],
    [
      (properties.Replicas ?? []).length <= 1,
      'no replica: a revoke would not hold in another Region until it arrives, and another write could undo it',
    ],
  ];
  return checks.flatMap(([holds, allowed]) =>
    holds ? [] : [`Sallyport: the table ${table.node.path} cannot hold the records; it must have ${allowed}`],
  );
}

interface NeededIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** What it projects beside the keys. */
  readonly nonKeyAttributes: readonly string[];
}

const INDEXES: readonly NeededIndex[] = [accountsIndex, { ...credentialsIndex, nonKeyAttributes: [] }];

function nameOf({ name, partitionKey: hash, sortKey: range, nonKeyAttributes: projected }: NeededIndex): string {
  const more = projected.length === 0 ? '' : ` that projects ${projected.join(' and ')}`;
  return `a global secondary index ${name} with the keys ${hash} (HASH) and ${range} (RANGE)${more}`;
}

function hasKeys({ KeySchema: schema, AttributeDefinitions: attributes = [] }: TableProperties): boolean {
  const isText = (name: string): boolean =>
    attributes.some(({ AttributeName, AttributeType }) => AttributeName === name && AttributeType === 'S');
  return isDeepStrictEqual(schema, KEY_SCHEMA) && isText(partitionKey) && isText(sortKey);
}

const hasTimeToLive = ({ TimeToLiveSpecification: ttl }: TableProperties): boolean =>
  ttl?.AttributeName === ttlAttribute && ttl.Enabled === true;

const hasNewImages = ({ StreamSpecification: stream }: TableProperties): boolean =>
  ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(String(stream?.StreamViewType));

const hasIndex = ({ GlobalSecondaryIndexes: indexes = [] }: TableProperties, needed: NeededIndex): boolean =>
  indexes.some(
    ({ IndexName, KeySchema: schema, Projection: { ProjectionType, NonKeyAttributes = [] } }) =>
      IndexName === needed.name &&
      isDeepStrictEqual(schema, keySchema(needed.partitionKey, needed.sortKey)) &&
      (ProjectionType === 'ALL' || needed.nonKeyAttributes.every((name) => NonKeyAttributes.includes(name))),
  );

/** Warns of a table of the app that can be deleted, or restored to no earlier moment: both are its owner's to choose. */
export function warnOfUnprotectedTable(scope: Construct, table: ITableV2): void {
  const [replica] = propertiesOfTable(table)?.Replicas ?? [];
  if (replica === undefined) return;
  const { DeletionProtectionEnabled: isKept, PointInTimeRecoverySpecification: recovery } = replica;
  if (isKept === true && recovery?.PointInTimeRecoveryEnabled === true) return;
  warn(
    scope,
    'sallyport:unprotectedTable',
    `${table.node.path} lacks deletion protection or point-in-time recovery: with it all accounts and keys are lost. Set ` +
      'deletionProtection and pointInTimeRecoverySpecification on the table.',
  );
}
