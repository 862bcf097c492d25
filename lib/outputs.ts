/** The outputs of the stack, by the names that the documents and the local run know. */
import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { failSynth } from './cdk/synth-errors';

/** Made on the stack itself, because the CDK would put the path of the construct before the names. */
export function addOutputs(scope: Construct, outputs: Readonly<Record<string, string>>): void {
  const stack = Stack.of(scope);
  for (const [name, value] of Object.entries(outputs)) {
    if (stack.node.tryFindChild(name))
      failSynth(
        `the stack ${stack.node.path} already has ${name}, so ${scope.node.path} cannot have an output of this name; leave ` +
          'its prop outputs unset, and make outputs of your own from its properties, such as apiUrl',
      );
    new CfnOutput(stack, name, { value });
  }
}

/** What a Sallyport tells of itself, as its documentation says. */
export function addAddresses(sallyport: Construct & Addresses, { keySetUrl }: { readonly keySetUrl: string }): void {
  addOutputs(sallyport, {
    ApiUrl: sallyport.apiUrl,
    ManagementUrl: sallyport.managementUrl,
    TokenUrl: sallyport.tokenUrl,
    Issuer: sallyport.issuer,
    KeySetUrl: keySetUrl,
    UserPoolId: sallyport.userPool.userPoolId,
    OperatorClientId: sallyport.operatorClient.userPoolClientId,
    ...(sallyport.portalUrl !== undefined && { PortalUrl: sallyport.portalUrl }),
    ...(sallyport.people && { PeopleUserPoolId: sallyport.people.userPool.userPoolId }),
  });
}

interface Addresses {
  readonly apiUrl: string;
  readonly managementUrl: string;
  readonly tokenUrl: string;
  readonly issuer: string;
  readonly userPool: IUserPool;
  readonly operatorClient: IUserPoolClient;
  readonly portalUrl: string | undefined;
  readonly people: { readonly userPool: IUserPool } | undefined;
}
