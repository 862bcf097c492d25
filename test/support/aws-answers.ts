/** Answers DescribeStacks and DescribeUserPoolClient as AWS does, for one stack `Orders` whose operator is `op`. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

const XML = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

const stackXml = (outputs: Readonly<Record<string, string>>): string => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse ${XML}><DescribeStacksResult><Stacks><member><StackName>Orders</StackName><CreationTime>2027-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};
const noStack = (name: string): string =>
  `<ErrorResponse ${XML}><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { outputs, secret }: { outputs: Readonly<Record<string, string>>; secret: string },
): Promise<void> {
  const body = await text(request);
  const target = request.headers['x-amz-target'];
  if (target === 'AWSCognitoIdentityProviderService.DescribeUserPoolClient') {
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    const { ClientId, UserPoolId } = JSON.parse(body) as Readonly<Record<string, string>>;
    response.end(JSON.stringify({ UserPoolClient: { ClientId, UserPoolId, ClientSecret: secret } }));
    return;
  }
  const form = new URLSearchParams(body);
  const isThere = form.get('Action') === 'DescribeStacks' && form.get('StackName') === 'Orders';
  response.writeHead(isThere ? 200 : 400, { 'Content-Type': 'text/xml' });
  response.end(isThere ? stackXml(outputs) : noStack(form.get('StackName') ?? ''));
}

export const answerAsAws =
  (outputs: Readonly<Record<string, string>>, secret = 'from Cognito'): RequestListener =>
  (request, response) =>
    void answer(request, response, {
      outputs: { UserPoolId: 'eu-west-1_pool', OperatorClientId: 'op', ...outputs },
      secret,
    });
