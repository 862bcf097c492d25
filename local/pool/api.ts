/**
 * The part of the Amazon Cognito user pools API that machines' app clients need, in its protocol (AWS JSON 1.1):
 * `POST /` with the operation in `X-Amz-Target`. An operation that shows a client's secret later is not among them.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { type Callers, denial } from '../callers';
import { mediaTypeOf } from '../server';
import { type Answer, poolError, invalidInput, type Json } from './api-answers';
import { type ApiParts, createClient, deleteClient, listClients, updateClient } from './api-clients';
import { clientInput, createInput, listInput, secretInput, updateInput } from './api-inputs';
import { addSecret, deleteSecret, listSecrets } from './api-secrets';

type Operation = (parts: ApiParts, input: Json) => Answer;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['CreateUserPoolClient', operation(createInput, createClient)],
  ['UpdateUserPoolClient', operation(updateInput, updateClient)],
  ['DeleteUserPoolClient', operation(clientInput, deleteClient)],
  ['ListUserPoolClients', operation(listInput, listClients)],
  ['AddUserPoolClientSecret', operation(clientInput, addSecret)],
  ['ListUserPoolClientSecrets', operation(clientInput, listSecrets)],
  ['DeleteUserPoolClientSecret', operation(secretInput, deleteSecret)],
]);

/** The operation that a request asks for; the empty text when it is no request of this API. */
export function operationOf(headers: IncomingHttpHeaders): string {
  // A page of another origin cannot send this type without being let.
  if (mediaTypeOf(headers) !== 'application/x-amz-json-1.1') return '';
  return /^AWSCognitoIdentityProviderService\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1] ?? '';
}

export interface Call {
  /** Of `operationOf`. */
  readonly operation: string;
  /** The header, as Signature Version 4 writes it. */
  readonly authorization: string | undefined;
  readonly body: string;
}

/** `callers` are those who may not do everything; whoever may not is told so whatever else is wrong. */
export function answerCall(parts: ApiParts & { readonly callers: Callers }, call: Call): Answer {
  const input = parse(call.body);
  if (input === undefined) return poolError('SerializationException', 'The request is no JSON object');
  const denied = denial(parts.callers, call.authorization, [accessOf(call.operation, input)]);
  if (denied !== undefined) return poolError('AccessDeniedException', denied);
  const run = OPERATIONS.get(call.operation);
  return run === undefined
    ? poolError('UnknownOperationException', `${call.operation} is not served by the local pool`)
    : run(parts, input);
}

/** Every operation served here is on one pool. Source: Service Authorization Reference, Amazon Cognito User Pools. */
const accessOf = (operation: string, { UserPoolId }: Json) => ({
  action: `cognito-idp:${operation}`,
  resource: `userpool/${String(UserPoolId)}`,
});

/** The pool in the request must be this one, whatever else it asks. */
function operation<T extends { readonly UserPoolId: string }>(
  schema: z.ZodType<T>,
  run: (parts: ApiParts, input: T) => Answer,
): Operation {
  return (parts, input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) return invalidInput(parsed.error);
    const { UserPoolId } = parsed.data;
    return UserPoolId === parts.spec.poolId
      ? run(parts, parsed.data)
      : poolError('ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`);
  };
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
