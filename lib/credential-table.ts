/**
 * The table of all records: accounts, keys (as hashes), clients, operators, events and idempotency records.
 *
 * Point-in-time recovery can restore the table to any second of the last 35 days. Deletion protection is on, unless the
 * deployer set `removalPolicy` to DESTROY. lambda/aws/dynamodb/table-schema.ts must name the same attributes.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export class CredentialTable extends Construct {
  readonly table: TableV2;
  /**
   * ARN of the index that lists accounts. Only this index is read eventually consistent; every other read is strong.
   */
  readonly indexArn: string;

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // The AWS managed KMS key: CloudTrail records its use, and no function needs a KMS permission.
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
