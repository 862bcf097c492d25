/**
 * `--direct`: the functions of the management API, invoked past API Gateway and without a token, for when these do not answer.
 * The function trusts the event, so the right to invoke it is the right to act as any operator (ADR 0046). Each event says
 * that it came this way, and the audit trail keeps that.
 */
import { randomUUID } from 'node:crypto';
import { isJsonObject, parseJsonObject } from '../../local/json';
import { asked, AwsError } from './aws-errors';
import type { Invoked, StackResource, Stacks } from './stack';

/** The last of them in a path names the function; each is followed by the id of one. */
const COLLECTIONS: Readonly<Record<string, { readonly parameter: string; readonly function: string }>> = {
  accounts: { parameter: 'accountId', function: 'Accounts' },
  keys: { parameter: 'keyId', function: 'Keys' },
  clients: { parameter: 'clientId', function: 'Clients' },
};

export interface DirectRoute {
  /** The route’s template, such as `/accounts/{accountId}/suspend`. */
  readonly resource: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The beginning of the function’s logical id. */
  readonly function: string;
}

/** The route of a path that names one account, key or client, with at most a verb behind it. */
export function directRouteOf(path: string): DirectRoute {
  const parameters: Record<string, string> = {};
  const template: string[] = [];
  let found = '';
  const parts = path.split('/').filter((part) => part !== '');
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    const collection = Object.hasOwn(COLLECTIONS, part) ? COLLECTIONS[part] : undefined;
    template.push(part);
    if (collection === undefined) continue;
    at += 1;
    parameters[collection.parameter] = decodeURIComponent(parts[at] ?? '');
    template.push(`{${collection.parameter}}`);
    found = collection.function;
  }
  return { resource: `/${template.join('/')}`, parameters, function: found };
}

/** Enough for every verb that takes access away, and to name in its question what it ends. */
const SCOPES = ['revoke:keys', 'read:accounts', 'read:keys', 'read:clients'];

/** The variables of a function that say whom it trusts. */
const TRUST = ['ISSUER', 'MANAGEMENT_RESOURCE_SERVER', 'BOOTSTRAP_OPERATOR'];

/** What `sourceIp` of an event is, and what its request id begins with. */
const MARK = 'direct';
/** No host has this name (RFC 6761): a request that is not handed to a function goes nowhere. */
export const DIRECT_URL = 'https://direct.invalid/v1';

/** A `fetch` that hands requests for `DIRECT_URL` to the functions of the stack. */
export async function directFetch(stacks: Stacks, stack: string): Promise<typeof fetch> {
  const resources = await managementResources(stacks, stack);
  return async (input, init) => {
    const request = new Request(input, init);
    const route = directRouteOf(new URL(request.url).pathname.slice(new URL(DIRECT_URL).pathname.length));
    const name = functionIn(resources, route.function, stack);
    const what = `function ${name}`;
    const variables = await asked(what, stacks.environmentOf(name));
    const missing = TRUST.find((variable) => !variables[variable]);
    if (missing !== undefined) throw new AwsError('missing', `${what} has no variable ${missing}`);
    const event = eventOf(request, { route, body: await request.text(), variables });
    const invoked = await asked(what, stacks.invoke(name, event, request.signal));
    return responseOf(what, invoked);
  };
}

const NESTED = 'ManagementNestedStackManagementNestedStackResource';

/** Those of the nested stack that the management API is. */
async function managementResources(stacks: Stacks, stack: string): Promise<readonly StackResource[]> {
  const outer = await asked(`stack ${stack}`, stacks.resourcesOf(stack));
  const nested = outer.filter(({ logicalId }) => logicalId.includes(NESTED));
  const { physicalId } = only(nested, `nested stack of a management API in stack ${stack}`);
  return asked(`the management API’s nested stack of stack ${stack}`, stacks.resourcesOf(physicalId));
}

/** The name of the function whose logical id begins so. */
function functionIn(resources: readonly StackResource[], beginning: string, stack: string): string {
  const functions = resources.filter(
    ({ logicalId, type }) => type === 'AWS::Lambda::Function' && logicalId.startsWith(beginning),
  );
  return only(functions, `function ${beginning} in the management API of stack ${stack}`).physicalId;
}

function only(found: readonly StackResource[], what: string): StackResource {
  const [one, ...more] = found;
  if (one !== undefined && more.length === 0) return one;
  throw new AwsError('missing', `there is ${one === undefined ? 'no' : 'more than one'} ${what}`);
}

interface Sent {
  readonly route: DirectRoute;
  readonly body: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The event of a Lambda proxy integration, as far as the function reads it. */
function eventOf({ method, headers }: Request, { route, body, variables }: Sent): object {
  const { ISSUER: iss, MANAGEMENT_RESOURCE_SERVER: server, BOOTSTRAP_OPERATOR: operator } = variables;
  const kept = ['content-type', 'idempotency-key'].filter((name) => headers.has(name));
  return {
    httpMethod: method,
    resource: route.resource,
    pathParameters: route.parameters,
    multiValueQueryStringParameters: null,
    multiValueHeaders: Object.fromEntries(kept.map((name) => [name, [headers.get(name)]])),
    body: body === '' ? null : body,
    isBase64Encoded: false,
    requestContext: {
      extendedRequestId: `${MARK}-${randomUUID()}`,
      path: `/${MARK}`,
      identity: { sourceIp: MARK },
      authorizer: {
        claims: {
          ...{ iss, token_use: 'access', client_id: operator },
          scope: SCOPES.map((scope) => `${String(server)}/${scope}`).join(' '),
        },
      },
    },
  };
}

/** The function’s answer; throws an AwsError when it failed, as it may have done a part. */
function responseOf(what: string, { payload, functionError }: Invoked): Response {
  const answer = functionError === undefined ? parsed(payload) : undefined;
  if (answer === undefined) {
    const why = functionError === undefined ? 'its answer is none of the API' : `it failed (${functionError})`;
    throw new AwsError('passing', `${what}: ${why}; the reason is in its log`);
  }
  const { statusCode: status, headers, body } = answer;
  return new Response(status === 204 ? null : body, { status, headers });
}

interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function parsed(payload: string): Answered | undefined {
  const answer = parseJsonObject(payload);
  if (typeof answer?.statusCode !== 'number' || !isJsonObject(answer.headers)) return undefined;
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  return { statusCode: answer.statusCode, headers, body: typeof answer.body === 'string' ? answer.body : '' };
}
