/**
 * The parts of the Amazon Cognito user pools API for app clients of machines and for people, in its protocol (AWS JSON 1.1):
 * `POST /` with the operation in `X-Amz-Target`. `DescribeUserPoolClient` is left out, because it shows the secret.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { type Callers, denial } from '../callers';
import { type JsonObject, parseJsonObject } from '../json';
import { mediaTypeOf } from '../server';
import { invalidInput, type PoolAnswer, poolError } from './api-answers';
import { type ApiParts, createClient, deleteClient, listClients, updateClient } from './api-clients';
import {
  clientInput,
  createInput,
  groupInput,
  invitationInput,
  listInput,
  personInput,
  secretInput,
  updateInput,
} from './api-inputs';
import { addToGroup, createPerson, getPerson } from './api-people';
import { addSecret, deleteSecret, listSecrets } from './api-secrets';

type Operation = (parts: ApiParts, input: JsonObject) => PoolAnswer;

const POOL_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['CreateUserPoolClient', poolOperation(createInput, createClient)],
  ['UpdateUserPoolClient', poolOperation(updateInput, updateClient)],
  ['DeleteUserPoolClient', poolOperation(clientInput, deleteClient)],
  ['ListUserPoolClients', poolOperation(listInput, listClients)],
  ['AddUserPoolClientSecret', poolOperation(clientInput, addSecret)],
  ['ListUserPoolClientSecrets', poolOperation(clientInput, listSecrets)],
  ['DeleteUserPoolClientSecret', poolOperation(secretInput, deleteSecret)],
  ['AdminCreateUser', poolOperation(invitationInput, createPerson)],
  ['AdminGetUser', poolOperation(personInput, getPerson)],
  ['AdminAddUserToGroup', poolOperation(groupInput, addToGroup)],
]);

/** The operation that a request asks for; empty when the request is not for this API. */
export function operationOf(headers: IncomingHttpHeaders): string {
  // A browser does not let a page of another origin send this media type.
  if (mediaTypeOf(headers) !== 'application/x-amz-json-1.1') return '';
  return /^AWSCognitoIdentityProviderService\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1] ?? '';
}

export interface ApiRequest {
  /** The result of `operationOf`. */
  readonly operation: string;
  /** The `Authorization` header of AWS Signature Version 4. */
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Answers a request. A caller without the permission is denied first, whatever else is wrong (assumed of AWS). */
export function answerApiRequest(parts: ApiParts & { readonly callers: Callers }, request: ApiRequest): PoolAnswer {
  const input = parseJsonObject(request.body);
  if (input === undefined) return poolError('SerializationException', 'The request is no JSON object');
  const denied = denial(parts.callers, request.authorization, [accessOf(request.operation, input)]);
  if (denied !== undefined) return poolError('AccessDeniedException', denied);
  const run = POOL_OPERATIONS.get(request.operation);
  return run === undefined
    ? poolError('UnknownOperationException', `${request.operation} is not served by the local pool`)
    : run(parts, input);
}

/** The permission for an operation on a user pool (Service Authorization Reference, Amazon Cognito User Pools). */
const accessOf = (operation: string, { UserPoolId }: JsonObject) => ({
  action: `cognito-idp:${operation}`,
  resource: `userpool/${String(UserPoolId)}`,
});

/** An operation that parses its input and refuses the id of any other user pool. */
function poolOperation<T extends { readonly UserPoolId: string }>(
  schema: z.ZodType<T>,
  run: (parts: ApiParts, input: T) => PoolAnswer,
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
