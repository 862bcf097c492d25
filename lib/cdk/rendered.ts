/** Resources as the template will have them: with what overrides and Aspects of the app changed. */
import type { CfnResource } from 'aws-cdk-lib';

/** The properties of a resource as CloudFormation gets them, however they were set. */
export function propertiesOf(resource: CfnResource): Readonly<Record<string, unknown>> {
  const rendered: unknown = resource.stack.resolve(resource._toCloudFormation());
  const [made] = Object.values(membersOf(membersOf(rendered).Resources));
  return membersOf(membersOf(made).Properties);
}

/** The members of an object; none of anything else. */
export const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
