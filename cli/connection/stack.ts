/** The connection to a deployed stack: addresses from its outputs, the operator's secret from Amazon Cognito. */
import { AwsError, asked } from './aws-errors';
import { type Addresses, checkedUrl } from './addresses';

/** What is read of an AWS account. */
export interface Stacks {
  /** The outputs of a stack (CloudFormation API reference, DescribeStacks). Rejects if there is no such stack. */
  readonly outputsOf: (stack: string) => Promise<Readonly<Record<string, string>>>;
  /** All resources of a stack (CloudFormation API reference, ListStackResources). Rejects if there is no such stack. */
  readonly resourcesOf: (stack: string) => Promise<readonly StackResource[]>;
  /** The variables of a function (AWS Lambda API reference, GetFunctionConfiguration). */
  readonly environmentOf: (functionName: string) => Promise<Readonly<Record<string, string>>>;
  /** Invokes a function and waits for its answer (AWS Lambda API reference, Invoke). */
  readonly invoke: (functionName: string, event: object, signal: AbortSignal) => Promise<Invoked>;
  /** The secret of an app client (Amazon Cognito API reference, DescribeUserPoolClient). */
  readonly secretOf: (userPoolId: string, clientId: string) => Promise<string | undefined>;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** What a function answered, as JSON text. */
export interface Invoked {
  readonly payload: string;
  /** Set when the function failed, for example `Unhandled`. */
  readonly functionError?: string | undefined;
}

const OUTPUTS = ['ManagementUrl', 'TokenUrl', 'UserPoolId', 'OperatorClientId'] as const;

/** The secret is kept in memory alone. */
export async function stackAddresses(stacks: Stacks, stack: string): Promise<Addresses> {
  const outputs = await asked(`stack ${stack}`, stacks.outputsOf(stack));
  const missing = OUTPUTS.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new AwsError(
      'missing',
      `stack ${stack} has no output ${missing.join(', ')}; set outputs: true on the Sallyport and deploy it`,
    );
  }
  const { ManagementUrl = '', TokenUrl = '', UserPoolId = '', OperatorClientId = '' } = outputs;
  const secret = await asked(`the operator of stack ${stack}`, stacks.secretOf(UserPoolId, OperatorClientId));
  if (secret === undefined)
    throw new AwsError('missing', `app client ${OperatorClientId} of stack ${stack} has no secret`);
  return {
    url: checkedUrl('ManagementUrl', ManagementUrl),
    tokenUrl: checkedUrl('TokenUrl', TokenUrl),
    clientId: OperatorClientId,
    clientSecret: secret,
  };
}
