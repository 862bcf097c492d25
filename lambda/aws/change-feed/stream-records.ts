/**
 * The records of the table's stream, as an event source mapping passes them to a function. The mapping lets only new audit
 * events through, so no other item of the table comes here.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../domain/model';
import { fromItem } from '../dynamodb/table-items';

/** What we use of a record. Source: Amazon DynamoDB Streams API reference, Record. */
export interface StreamRecord {
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly NewImage?: Readonly<Record<string, AttributeValue>>;
  };
}
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/**
 * Where the mapping goes on: at the first record that failed. Source: AWS Lambda Developer Guide, Configuring partial batch
 * response with DynamoDB and Lambda.
 */
export interface BatchResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Throws a `DependencyError` if the item is no audit event. */
export const auditEventIn = ({ dynamodb: { NewImage = {} } }: StreamRecord): AuditEvent =>
  fromItem('event', unmarshall({ ...NewImage }));
