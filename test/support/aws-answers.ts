/**
 * Answers as CloudFormation, Amazon Cognito and Lambda do, for one stack `Orders` whose operator is `op`: the operations that
 * `--stack` and `--direct` ask for.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

const XML = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

type Texts = Readonly<Record<string, string>>;
interface Resource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}
/** How an answer of AWS fails: the status, and the code that an error of the SDK is named by. */
export interface AwsFailure {
  readonly status: number;
  readonly code: string;
}
export interface AwsAccount {
  readonly secret?: string;
  /** By the name of the stack. */
  readonly resources?: Readonly<Record<string, readonly Resource[]>>;
  /** The variables; with one `error`, that of the key with which they are encrypted. Undefined: no such function. */
  readonly environmentOf?: (functionName: string) => Texts | undefined;
  /** The function’s answer; undefined if it failed. */
  readonly invoke?: (functionName: string, event: unknown) => Promise<unknown>;
  /** Asked for each operation, such as `DescribeStacks`. */
  readonly failing?: (operation: string) => AwsFailure | undefined;
}

interface Asked {
  readonly operation: string;
  readonly body: string;
  /** Of a request to Lambda. */
  readonly functionName: string;
}

const membersXml = (members: readonly Texts[]): string =>
  members
    .map((one) => Object.entries(one).map(([name, value]) => `<${name}>${value}</${name}>`))
    .map((fields) => `<member>${fields.join('')}</member>`)
    .join('');
const resultXml = (action: string, inner: string): string =>
  `<${action}Response ${XML}><${action}Result>${inner}</${action}Result></${action}Response>`;
const stackXml = (outputs: Texts): string => {
  const members = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const stack = `<StackName>Orders</StackName><CreationTime>2027-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>`;
  return `<Stacks><member>${stack}<Outputs>${membersXml(members)}</Outputs></member></Stacks>`;
};
const errorXml = (code: string, message: string): string =>
  `<ErrorResponse ${XML}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

const LAMBDA_PATH = /^\/2015-03-31\/functions\/([^/]+)\/(configuration|invocations)$/;

async function askedBy(request: IncomingMessage): Promise<Asked> {
  const body = await text(request);
  const [, functionName, part] = LAMBDA_PATH.exec(request.url ?? '') ?? [];
  if (functionName !== undefined)
    return { operation: part === 'invocations' ? 'Invoke' : 'GetFunctionConfiguration', body, functionName };
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  return { operation: target ?? new URLSearchParams(body).get('Action') ?? '', body, functionName: '' };
}

/** Of the query protocol in XML, of the others in JSON. */
function fail(response: ServerResponse, { operation }: Asked, { status, code }: AwsFailure): void {
  const isQuery = operation.includes('Stack');
  response.writeHead(status, { 'Content-Type': isQuery ? 'text/xml' : 'application/json', 'x-amzn-ErrorType': code });
  response.end(isQuery ? errorXml(code, 'AWS says no') : JSON.stringify({ __type: code, message: 'AWS says no' }));
}

function answerOfStack(asked: Asked, outputs: Texts, { resources = {} }: AwsAccount): [number, string] {
  const stack = new URLSearchParams(asked.body).get('StackName') ?? '';
  if (asked.operation === 'DescribeStacks' && stack === 'Orders')
    return [200, resultXml('DescribeStacks', stackXml(outputs))];
  const found = asked.operation === 'ListStackResources' ? resources[stack] : undefined;
  if (found === undefined) return [400, errorXml('ValidationError', `Stack with id ${stack} does not exist`)];
  const summaries = found.map(({ logicalId, physicalId, type }) => ({
    ...{ LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
    ...{ LastUpdatedTimestamp: '2027-01-01T00:00:00Z', ResourceStatus: 'CREATE_COMPLETE' },
  }));
  const inner = `<StackResourceSummaries>${membersXml(summaries)}</StackResourceSummaries>`;
  return [200, resultXml('ListStackResources', inner)];
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { outputs, account }: { outputs: Texts; account: AwsAccount },
): Promise<void> {
  const asked = await askedBy(request);
  const failure = account.failing?.(asked.operation);
  if (failure !== undefined) {
    fail(response, asked, failure);
    return;
  }
  const { operation, body, functionName } = asked;
  if (operation === 'DescribeUserPoolClient') {
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    const { ClientId, UserPoolId } = JSON.parse(body) as Texts;
    const { secret: ClientSecret = 'from Cognito' } = account;
    response.end(JSON.stringify({ UserPoolClient: { ClientId, UserPoolId, ClientSecret } }));
  } else if (operation === 'GetFunctionConfiguration') {
    const variables = account.environmentOf?.(functionName);
    if (variables === undefined) {
      fail(response, asked, { status: 404, code: 'ResourceNotFoundException' });
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    const { error: ErrorCode, ...Variables } = variables;
    const Environment = ErrorCode === undefined ? { Variables } : { Error: { ErrorCode, Message: 'KMS says no' } };
    response.end(JSON.stringify({ FunctionName: functionName, Environment }));
  } else if (operation === 'Invoke') {
    const payload = await account.invoke?.(functionName, JSON.parse(body));
    const failed = payload === undefined ? { 'X-Amz-Function-Error': 'Unhandled' } : {};
    response.writeHead(200, { 'Content-Type': 'application/json', ...failed });
    response.end(JSON.stringify(payload ?? { errorMessage: 'it broke' }));
  } else {
    const [status, xml] = answerOfStack(asked, outputs, account);
    response.writeHead(status, { 'Content-Type': 'text/xml' });
    response.end(xml);
  }
}

export const answerAsAws =
  (outputs: Texts, account: AwsAccount = {}): RequestListener =>
  (request, response) =>
    void answer(request, response, {
      outputs: { UserPoolId: 'eu-west-1_pool', OperatorClientId: 'op', ...outputs },
      account,
    });
