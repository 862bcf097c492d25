/** Stacks and app clients by the AWS SDK, which is loaded only when one is read: it takes longer than the command itself. */
import type { StackResource, Stacks } from './stack';

/** The caller's own credentials and Region are found as the AWS CLI finds them. */
export const awsStacks = (region: string | undefined): Stacks => {
  // The SDK is in the bundle, so what it says about updates for this Node.js is not for the user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const settings = region === undefined ? {} : { region };
  return {
    outputsOf: async (stack) => {
      const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
      const client = new CloudFormationClient(settings);
      const { Stacks: found = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      const outputs = found[0]?.Outputs ?? [];
      return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    },
    resourcesOf: (stack) => resourcesOf(stack, settings),
    ...functionsWith(settings),
    secretOf: async (userPoolId, clientId) => {
      const sdk = await import('@aws-sdk/client-cognito-identity-provider');
      const client = new sdk.CognitoIdentityProviderClient(settings);
      const command = new sdk.DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
      return (await client.send(command)).UserPoolClient?.ClientSecret;
    },
  };
};

interface Settings {
  readonly region?: string;
}

async function resourcesOf(stack: string, settings: Settings): Promise<readonly StackResource[]> {
  const { CloudFormationClient, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(settings);
  const resources: StackResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack }))
    for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of page.StackResourceSummaries ?? [])
      resources.push({
        logicalId: LogicalResourceId ?? '',
        physicalId: PhysicalResourceId ?? '',
        type: ResourceType ?? '',
      });
  return resources;
}

const functionsWith = (settings: Settings): Pick<Stacks, 'environmentOf' | 'invoke'> => ({
  environmentOf: async (functionName) => {
    const { GetFunctionConfigurationCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { Environment: { Variables = {}, Error: refused } = {} } = await new LambdaClient(settings).send(command);
    // The answer is a success also when the caller may not decrypt the variables.
    if (refused !== undefined) throw Object.assign(new Error(refused.Message), { name: refused.ErrorCode });
    return Variables;
  },
  invoke: async (functionName, event, signal) => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
    const answer = await new LambdaClient(settings).send(command, { abortSignal: signal });
    return { payload: answer.Payload?.transformToString() ?? '', functionError: answer.FunctionError };
  },
});
