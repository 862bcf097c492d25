/**
 * The statements of IAM policies and their decision, both for the results of Lambda authorizers and for the roles of
 * functions. The schema refuses a statement with `Condition`, `NotAction` or the like: without that part the statement
 * would allow more.
 */
import { z } from 'zod';
import { globMatches } from './glob';

export const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
export const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
});
export type Statement = z.infer<typeof statementSchema>;

export type Decision = 'allow' | 'explicitDeny' | 'implicitDeny';

/**
 * A `Deny` wins over every `Allow`; without a matching statement the answer is `implicitDeny`. Actions match in upper
 * and lower case, resources do not. Source: IAM User Guide, Policy evaluation logic, and IAM JSON policy elements.
 */
export function decide(statements: readonly Statement[], action: string, resource: string): Decision {
  const matching = statements.filter(
    ({ Action, Resource }) =>
      Action.some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase())) &&
      Resource.some((pattern) => globMatches(pattern, resource)),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return matching.length > 0 ? 'allow' : 'implicitDeny';
}
