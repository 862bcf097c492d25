/**
 * Acknowledges rules of cdk-nag and the template validator that do not apply to a construct and what is in it. Where the
 * CDK is too old for acknowledgements, the reasons stand at the resources, where cdk-nag 2 looks for them. No template has
 * them: most apps have no cdk-nag, and a method of the app's own API is not ours to mark.
 */
import { CfnResource, Lazy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgeRule } from './cdk-versions';

/** `reasons` maps the id of a rule to its reason, which a reader who knows only the template must be able to judge. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons))
    if (acknowledgeRule !== undefined) acknowledgeRule(construct, { id, reason });
    else suppress(construct, id, reason);
}

/** The entries that are ours, and stay out of the template. */
const ours = new WeakSet();

/**
 * Writes the metadata that cdk-nag 2 reads, on each resource that the construct has now. A finding, which stands in an
 * id in brackets, as in `AwsSolutions-IAM5[Resource::*]`, is a member of its own there.
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  const [, rule = id, finding] = /^([^[]+)\[(.+)\]$/.exec(id) ?? [];
  const entry = { reason, id: rule, ...(finding !== undefined && { applies_to: [finding] }) };
  ours.add(entry);
  for (const resource of construct.node.findAll())
    if (CfnResource.isCfnResource(resource))
      resource.addMetadata('cdk_nag', readButNotRendered([...rulesOf(resource), entry]));
}

/** Metadata with all entries for whoever reads it from the construct, and with those of the app alone in the template. */
function readButNotRendered(rules: readonly object[]): object {
  const theirs = rules.filter((rule) => !ours.has(rule));
  const produce = () => (theirs.length > 0 ? { rules_to_suppress: theirs } : undefined);
  return Object.assign(Lazy.any({ produce }), { rules_to_suppress: rules });
}

function rulesOf(resource: CfnResource): readonly object[] {
  const metadata: unknown = resource.getMetadata('cdk_nag');
  if (typeof metadata !== 'object' || metadata === null || !('rules_to_suppress' in metadata)) return [];
  const { rules_to_suppress: rules } = metadata;
  return Array.isArray(rules) ? rules.filter((rule): rule is object => typeof rule === 'object') : [];
}
