import { RemovalPolicy } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Match, resourcesOf, templateWith, templateWithCache } from '../support';

const TABLE = 'AWS::DynamoDB::GlobalTable';
let template: Template;
beforeAll(() => {
  template = templateWith();
});

test('every table but the token cache’s can be restored to any second and cannot be deleted', () => {
  const tables = resourcesOf(templateWithCache(), TABLE).filter(([id]) => !id.includes('TokenCache'));

  expect(tables).toHaveLength(1);
  for (const [, table] of tables) {
    expect(table.DeletionPolicy).toBe('Retain');
    for (const replica of table.Properties.Replicas) {
      expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      expect(replica.DeletionProtectionEnabled).toBe(true);
    }
  }
});

test('no table of the kind that the rules for backups do not see is made', () => {
  template.resourceCountIs('AWS::DynamoDB::Table', 0);
});

test('the table is on demand, encrypted, and has the names that deployed tables have', () => {
  template.hasResourceProperties(TABLE, {
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'accounts',
        KeySchema: [
          { AttributeName: 'directory', KeyType: 'HASH' },
          { AttributeName: 'directoryPosition', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'externalId'] },
      },
      {
        IndexName: 'credentials',
        KeySchema: [
          { AttributeName: 'credentialShard', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
});

test('with the removal policy DESTROY, table, pool and logs go with the stack', () => {
  const destroyed = templateWith({ removalPolicy: RemovalPolicy.DESTROY });

  destroyed.hasResource(TABLE, {
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
  });
  destroyed.hasResource('AWS::Cognito::UserPool', {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtection: 'INACTIVE' },
  });
  for (const [, log] of resourcesOf(destroyed, 'AWS::Logs::LogGroup')) expect(log.DeletionPolicy).toBe('Delete');
});
