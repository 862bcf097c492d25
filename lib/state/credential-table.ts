/**
 * The table of all records: accounts, keys (as hashes), clients, operators, events and idempotency records. It is made
 * here, or it is one that the deployer passes.
 *
 * Point-in-time recovery can restore the table that is made to any second of the last 35 days, or of fewer if the deployer
 * set that. Deletion protection is on, unless the deployer set `removalPolicy` to DESTROY. The functions write items with
 * the same schema (table-schema.ts).
 */
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';
import { failSynth } from '../cdk/synth-errors';
import type { Settings } from '../settings';
import { tableErrors, warnOfUnprotectedTable } from './passed-table';
import { checkEnvironment } from './state-checks';

const { partitionKey, sortKey, ttlAttribute, accountsIndex, credentialsIndex } = TABLE_SCHEMA;
const text = (name: string) => ({ name, type: AttributeType.STRING });

/** With the deployer's key, or else with the AWS managed one: CloudTrail records the use of either. */
export function encryptionWith(key: IKey | undefined, { region, node }: Stack): TableEncryptionV2 {
  if (key === undefined) return TableEncryptionV2.awsManagedKey();
  if (Token.isUnresolved(region))
    failSynth(
      `the CDK needs the Region of the stack ${node.path} for tableEncryptionKey; pass env with a region to the stack`,
    );
  return TableEncryptionV2.customerManagedKey(key);
}

export class CredentialTable extends Construct {
  readonly table: ITableV2;
  /**
   * ARN of the index that lists accounts. Only indexes are read eventually consistent; every other read is strong.
   */
  readonly indexArn: string;
  /** ARN of the index that lists the keys and clients of all accounts, eventually consistent too. */
  readonly credentialsIndexArn: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = this.passedTable(settings) ?? this.makeTable(settings);
    this.indexArn = `${this.table.tableArn}/index/${accountsIndex.name}`;
    this.credentialsIndexArn = `${this.table.tableArn}/index/${credentialsIndex.name}`;
  }

  /** ARN of the stream of changes, for `changeEvents`. */
  get streamArn(): string {
    return (
      this.table.tableStreamArn ??
      failSynth(
        `nothing is known of a stream of the table ${this.table.node.path}, which changeEvents needs; pass tableStreamArn to ` +
          'fromTableAttributes',
      )
    );
  }

  private passedTable(settings: Settings): ITableV2 | undefined {
    const { table } = settings;
    if (table === undefined) return undefined;
    checkEnvironment('table', table, Stack.of(this));
    // At the end of the synth, because the app may still add the index, or a replica.
    this.node.addValidation({ validate: () => tableErrors(table, settings) });
    warnOfUnprotectedTable(this, table);
    return table;
  }

  private makeTable(settings: Settings): TableV2 {
    const { removalPolicy, tableEncryptionKey, pointInTimeRecoveryDays, changeEvents } = settings;
    const table = new TableV2(this, 'Table', {
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      billing: Billing.onDemand(),
      encryption: encryptionWith(tableEncryptionKey, Stack.of(this)),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        ...(pointInTimeRecoveryDays !== undefined && { recoveryPeriodInDays: pointInTimeRecoveryDays }),
      },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      timeToLiveAttribute: ttlAttribute,
      ...(changeEvents && { dynamoStream: StreamViewType.NEW_IMAGE }),
    });
    table.addGlobalSecondaryIndex({
      indexName: accountsIndex.name,
      partitionKey: text(accountsIndex.partitionKey),
      sortKey: text(accountsIndex.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...accountsIndex.nonKeyAttributes],
    });
    table.addGlobalSecondaryIndex({
      indexName: credentialsIndex.name,
      partitionKey: text(credentialsIndex.partitionKey),
      sortKey: text(credentialsIndex.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    return table;
  }
}
