/**
 * Statements of IAM policies and what they decide together, for authorizers' results and functions' roles alike.
 * Strict: a condition or a negation that was passed over would widen a policy.
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

/** Deny wins; what no statement names is denied. Actions match in any case, resources in their own. */
export function decide(statements: readonly Statement[], action: string, resource: string): Decision {
  const matching = statements.filter(
    ({ Action, Resource }) =>
      Action.some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase())) &&
      Resource.some((pattern) => globMatches(pattern, resource)),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return matching.length > 0 ? 'allow' : 'implicitDeny';
}
