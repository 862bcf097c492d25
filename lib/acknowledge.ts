/** Acknowledges rules of cdk-nag and the template validator that do not apply to a construct. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `reasons` maps the id of a rule to its reason, which a reader who knows only the template must be able to judge. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
