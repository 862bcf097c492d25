/** The props of `Sallyport` about what keeps state: the table and the user pool. state-checks.ts checks them. */
import type { Duration } from 'aws-cdk-lib';
import type { FeaturePlan, IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ImportedKeysOptions } from './imported-keys';

export interface StateProps {
  /**
   * A KMS key that encrypts the table, and the table of a token cache. The stack must have an `env` with a Region. The role
   * of each function may use the key, but only through DynamoDB. The policy of an imported key must leave that to IAM, as the
   * policy of a key that the CDK makes does. While the key is disabled, every door answers 503
   * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html).
   * @default - the AWS managed key `aws/dynamodb`
   *
   * @example
   * import { Key } from 'aws-cdk-lib/aws-kms';
   *
   * const tableEncryptionKey = new Key(stack, 'TableKey', { enableKeyRotation: true });
   */
  readonly tableEncryptionKey?: IKey;
  /**
   * How many days back the table can be restored to any second, 1 to 35. Point-in-time recovery is always on.
   * @default 35
   */
  readonly pointInTimeRecoveryDays?: number;
  /**
   * A table of your own in place of the one that is made, for example one that was restored. It has the key schema, the
   * index and the time-to-live attribute that docs/in-your-app.md lists, belongs to this Sallyport alone, and has no
   * replica. A table that the app makes is checked at synth, of an import nothing is known. Encryption, backups and
   * deletion protection are yours to set: pass the key of an import to `fromTableAttributes`.
   * @default - a table is made
   *
   * @example
   * import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
   *
   * const table = TableV2.fromTableName(stack, 'Restored', 'orders-restored');
   */
  readonly table?: ITableV2;
  /**
   * A user pool of your own in place of the one that is made, in the AWS account and Region of the stack. It gets three
   * resource servers, `<name>`, `<name>-accounts` and `<name>-management`, and the app clients. Whatever else it holds stays
   * as it is. Sign-up, feature plan and deletion protection are yours to set. A `cognito` door takes a token of every app
   * client of the pool that you allow a scope of `<name>`, also of a person.
   * @default - a user pool without users is made
   *
   * @example
   * import { UserPool } from 'aws-cdk-lib/aws-cognito';
   *
   * const userPool = UserPool.fromUserPoolId(stack, 'Machines', 'eu-west-1_abcdefghi');
   */
  readonly userPool?: IUserPool;
  /**
   * URL of the token endpoint of `userPool`, for a pool that has a domain, such as
   * `https://login.example.com/oauth2/token`.
   * @default - a domain with `tokenDomainPrefix` is made, which a pool can have once
   */
  readonly tokenUrl?: string;
  /**
   * Feature plan of the user pools that are made, that of people with `portal` included; refresh tokens of people are used
   * once with Essentials and Plus alone. Client credentials work with each, so `FeaturePlan.LITE` serves
   * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html).
   * @default - Cognito's own: Essentials for a new user pool
   */
  readonly featurePlan?: FeaturePlan;
  /**
   * Keys that another system made, and that shall go on working here after `POST /v1/accounts/{accountId}/keys/import`
   * (docs/bring-your-keys.md). The forms that these keys have: a credential of any other form is refused without a read.
   * @default - the deployment takes no imported keys
   *
   * @example
   * const importedKeys = { forms: [{ prefix: 'unkey_' }, { alphabet: '0-9A-Za-z', length: 40 }] };
   */
  readonly importedKeys?: ImportedKeysOptions;
  /**
   * Lifetime of the access tokens of the first operator's app client: whole minutes, 5 to 1440.
   * @default - Cognito's own: 60 minutes
   */
  readonly operatorTokenValidity?: Duration;
}
