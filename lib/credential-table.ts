/**
 * The one table: accounts, keys (as hashes), clients, operators, events and idempotency records.
 *
 * It can be restored to any second of the last 35 days and, unless the deployer asked for DESTROY, cannot be
 * deleted. The names of its attributes are those that lambda/adapters/table-layout.ts writes.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export class CredentialTable extends Construct {
  readonly table: TableV2;
  /** The sparse index that lists accounts; the only thing ever read eventually consistent. */
  readonly indexArn: string;

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // AWS's own KMS key: its use shows in CloudTrail, and no function needs a KMS permission.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      timeToLiveAttribute: 'ttl',
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'accounts',
      partitionKey: { name: 'directory', type: AttributeType.STRING },
      sortKey: { name: 'directoryPosition', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['name', 'externalId'],
    });
    this.indexArn = `${this.table.tableArn}/index/accounts`;
  }
}
