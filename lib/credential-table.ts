/**
 * The one table: accounts, keys (as hashes), clients, operators, events and idempotency records.
 *
 * It can be restored to any second of the last 35 days and, unless the deployer asked for DESTROY, cannot be
 * deleted. Its attributes have the names that the functions use (lambda/aws/dynamodb/table-schema.ts).
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLE_SCHEMA } from '../lambda/aws/dynamodb/table-schema';

const { partitionKey, sortKey, ttlAttribute, accountsIndex } = TABLE_SCHEMA;
const text = (name: string) => ({ name, type: AttributeType.STRING });

export class CredentialTable extends Construct {
  readonly table: TableV2;
  /** The sparse index that lists accounts; the only thing ever read eventually consistent. */
  readonly indexArn: string;

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      billing: Billing.onDemand(),
      // AWS's own KMS key: its use shows in CloudTrail, and no function needs a KMS permission.
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
