/**
 * The table of all records: accounts, keys (as hashes), clients, operators, events and idempotency records.
 *
 * Point-in-time recovery can restore the table to any second of the last 35 days. Deletion protection is on, unless the
 * deployer set `removalPolicy` to DESTROY. The functions write items with the same schema (table-schema.ts).
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLE_SCHEMA } from '../../lambda/aws/dynamodb/table-schema';

const { partitionKey, sortKey, ttlAttribute, accountsIndex } = TABLE_SCHEMA;
const text = (name: string) => ({ name, type: AttributeType.STRING });

export class CredentialTable extends Construct {
  readonly table: TableV2;
  /**
   * ARN of the index that lists accounts. Only this index is read eventually consistent; every other read is strong.
   */
  readonly indexArn: string;

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      billing: Billing.onDemand(),
      // The AWS managed KMS key: CloudTrail records its use, and no function needs a KMS permission.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      timeToLiveAttribute: ttlAttribute,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: accountsIndex.name,
      partitionKey: text(accountsIndex.partitionKey),
      sortKey: text(accountsIndex.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...accountsIndex.nonKeyAttributes],
    });
    this.indexArn = `${this.table.tableArn}/index/${accountsIndex.name}`;
  }
}
