/**
 * What the callers of the local table may do. A caller is known by the access key id that a request is signed
 * with: a function's is its logical id. Whoever is no function is the developer, who may do everything.
 */
import { decide, type Statement } from '../iam';
import type { Answer, Json } from './engine';

/** A function, and what the policies of its role say. */
export interface Caller {
  /** The ARN of the tables in its account and Region, up to the table's name. */
  readonly tableArn: string;
  readonly statements: readonly Statement[];
}

/** One request, as far as permissions are concerned. */
export interface SignedRequest {
  readonly operation: string;
  /** The header, as Signature Version 4 writes it. */
  readonly authorization: string | undefined;
}

/** By access key id. */
export type Callers = Readonly<Record<string, Caller>>;

/** DynamoDB's answer to a caller that lacks an action which the request needs; undefined when it has them all. */
export function denial(
  callers: Callers,
  { operation, authorization = '' }: SignedRequest,
  input: Json,
): Answer | undefined {
  const [, id = ''] = /\bCredential=([^/]+)\//.exec(authorization) ?? [];
  const caller = Object.hasOwn(callers, id) ? callers[id] : undefined;
  if (caller === undefined) return undefined;
  for (const { action, target } of accessesOf(operation, input)) {
    const resource = target === undefined ? '*' : caller.tableArn + target;
    const decision = decide(caller.statements, action, resource);
    if (decision !== 'allow') {
      const Message = `User: ${id} is not authorized to perform: ${action} on resource: ${resource} ${WHY[decision](action)}`;
      return { status: 400, body: { __type: 'com.amazon.coral.service#AccessDeniedException', Message } };
    }
  }
  return undefined;
}

const WHY = {
  explicitDeny: () => 'with an explicit deny in an identity-based policy',
  implicitDeny: (action: string) => `because no identity-based policy allows the ${action} action`,
};

interface Access {
  readonly action: string;
  /** A table's name, or that and one of its indexes; undefined for what concerns no single table. */
  readonly target: string | undefined;
}

/**
 * Which actions a request needs, and on what. A transaction needs those of its parts, not one of its own, and
 * reading an index needs nothing of the table.
 *
 * Source: Service Authorization Reference, Amazon DynamoDB; Developer Guide, Using IAM with DynamoDB transactions.
 */
function accessesOf(operation: string, input: Json): Access[] {
  const action = `dynamodb:${operation}`;
  if (operation === 'TransactWriteItems') {
    // Put, Update, Delete and ConditionCheck.
    return (input.TransactItems as readonly Json[]).flatMap((parts) =>
      Object.entries(parts).map(([part, body]) => ({ action: `dynamodb:${part}Item`, target: targetOf(body as Json) })),
    );
  }
  if (input.RequestItems === undefined) return [{ action, target: targetOf(input) }];
  return Object.keys(input.RequestItems as Json).map((target) => ({ action, target }));
}

function targetOf({ TableName, IndexName }: Json): string | undefined {
  if (typeof TableName !== 'string') return undefined;
  return typeof IndexName === 'string' ? `${TableName}/index/${IndexName}` : TableName;
}
