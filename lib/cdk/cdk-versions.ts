/**
 * What the oldest `aws-cdk-lib` of the peer range does not have, and what serves instead. Whether it is there is looked
 * up at run time, never told by a version number (ADR 0028).
 *
 * | Since | What | Before |
 * |---|---|---|
 * | 2.271 | an acknowledgement of a later warning at the construct itself | `warn` (warnings.ts), which serves in every version |
 * | 2.252 | `Validations.acknowledge` | metadata that cdk-nag 2 reads and no template has (acknowledge.ts) |
 * | 2.231 | `CfnX.isCfnX` | `isOfType` (parts-of-api.ts), which serves in every version |
 * | 2.225 | `securityPolicy` and `endpointAccessMode` of `CfnRestApi` | `setProperties`, which serves in every version |
 * | 2.224 | `Runtime.NODEJS_24_X` | a `Runtime` of the same name |
 */
import { type CfnResource, Validations } from 'aws-cdk-lib';
import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** Acknowledges a rule; undefined where the CDK cannot. `Validations` is one version older than its method. */
export const acknowledgeRule =
  Validations !== undefined && 'acknowledge' in Validations.prototype
    ? (construct: IConstruct, rule: Acknowledgement): void => Validations.of(construct).acknowledge(rule)
    : undefined;

export const NODEJS_24 =
  Runtime.NODEJS_24_X ?? new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });

/**
 * Sets properties by the names that CloudFormation has for them. A class that does not know a property would leave it
 * out without a word, and with it the protection that it is.
 */
export function setProperties(resource: CfnResource, properties: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(properties)) resource.addPropertyOverride(name, value);
}
