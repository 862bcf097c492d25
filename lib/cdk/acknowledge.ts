/**
 * Acknowledges rules of cdk-nag and the template validator that do not apply to a construct and what is in it. Where the
 * CDK is too old for acknowledgements, the reasons go into the template, where cdk-nag 2 looks for them.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgeRule } from './cdk-versions';

/** `reasons` maps the id of a rule to its reason, which a reader who knows only the template must be able to judge. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons))
    if (acknowledgeRule !== undefined) acknowledgeRule(construct, { id, reason });
    else suppress(construct, id, reason);
}

/**
 * Writes the metadata that cdk-nag 2 reads, on each resource that the construct has now. A finding, which stands in an
 * id in brackets, as in `AwsSolutions-IAM5[Resource::*]`, is a member of its own there.
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  const [, rule = id, finding] = /^([^[]+)\[(.+)\]$/.exec(id) ?? [];
  // CloudFormation shows "?" for a character of metadata that is not in Latin-1.
  const entry = {
    reason: reason.replaceAll('’', "'"),
    id: rule,
    ...(finding !== undefined && { applies_to: [finding] }),
  };
  for (const resource of construct.node.findAll())
    if (CfnResource.isCfnResource(resource))
      resource.addMetadata('cdk_nag', { rules_to_suppress: [...rulesOf(resource), entry] });
}

function rulesOf(resource: CfnResource): readonly unknown[] {
  const metadata: unknown = resource.getMetadata('cdk_nag');
  if (typeof metadata !== 'object' || metadata === null || !('rules_to_suppress' in metadata)) return [];
  return Array.isArray(metadata.rules_to_suppress) ? metadata.rules_to_suppress : [];
}
