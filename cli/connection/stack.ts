/** The connection to a deployed stack: addresses from its outputs, the operator's secret from Amazon Cognito. */
import { UsageError } from '../declaration';
import { type Addresses, checkedUrl } from './addresses';

/** What is read of an AWS account. */
export interface Stacks {
  /** The outputs of a stack (CloudFormation API reference, DescribeStacks). Rejects if there is no such stack. */
  readonly outputsOf: (stack: string) => Promise<Readonly<Record<string, string>>>;
  /** The secret of an app client (Amazon Cognito API reference, DescribeUserPoolClient). */
  readonly secretOf: (userPoolId: string, clientId: string) => Promise<string | undefined>;
}

const OUTPUTS = ['ManagementUrl', 'TokenUrl', 'UserPoolId', 'OperatorClientId'] as const;

/** The secret is kept in memory alone. */
export async function stackAddresses(stacks: Stacks, stack: string): Promise<Addresses> {
  const outputs = await told(`stack ${stack}`, stacks.outputsOf(stack));
  const missing = OUTPUTS.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new UsageError(
      `stack ${stack} has no output ${missing.join(', ')}; set outputs: true on the Sallyport and deploy it`,
    );
  }
  const { ManagementUrl = '', TokenUrl = '', UserPoolId = '', OperatorClientId = '' } = outputs;
  const secret = await told(`the operator of stack ${stack}`, stacks.secretOf(UserPoolId, OperatorClientId));
  if (secret === undefined) throw new UsageError(`app client ${OperatorClientId} of stack ${stack} has no secret`);
  return {
    url: checkedUrl('ManagementUrl', ManagementUrl),
    tokenUrl: checkedUrl('TokenUrl', TokenUrl),
    clientId: OperatorClientId,
    clientSecret: secret,
  };
}

async function told<Value>(what: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`${what} cannot be read: ${why.split('\n')[0] ?? ''}`);
  }
}
