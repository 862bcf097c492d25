/**
 * The statements of IAM policies and their decision, both for the results of Lambda authorizers and for the roles of
 * functions. The schemas refuse a statement with `NotAction`, another condition or the like: without that part the
 * statement would allow more.
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
const leadingKeys = <T extends z.ZodType>(values: T) => z.strictObject({ 'dynamodb:LeadingKeys': values }).optional();
const present = z.enum(['true', 'false']).optional();
/**
 * A statement in a function's role. It may have conditions on the partition keys that a request names, on whether the code
 * of a function calls, and on the AWS service through which it calls.
 */
export const roleStatementSchema = statementSchema.extend({
  Condition: z
    .strictObject({
      'ForAllValues:StringLike': leadingKeys(oneOrMore),
      Null: z.strictObject({ 'dynamodb:LeadingKeys': present, 'lambda:SourceFunctionArn': present }).optional(),
      StringEquals: z.strictObject({ 'kms:ViaService': oneOrMore }).optional(),
    })
    .optional(),
});
export type Statement = z.infer<typeof roleStatementSchema>;

/** What a caller asks to do, and on what. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  /** `dynamodb:LeadingKeys`: the partition keys that the request names. Absent when it names none, as a scan. */
  readonly leadingKeys?: readonly string[] | undefined;
}

export type Decision = 'allow' | 'explicitDeny' | 'implicitDeny';

/**
 * A `Deny` wins over every `Allow`; without a matching statement the answer is `implicitDeny`. Actions match in upper
 * and lower case, resources do not. Source: IAM User Guide, Policy evaluation logic, and IAM JSON policy elements.
 */
export function decide(statements: readonly Statement[], request: PolicyRequest): Decision {
  const { action, resource } = request;
  const matching = statements.filter(
    ({ Action, Resource, Condition }) =>
      Action.some((pattern) => globMatches(pattern.toLowerCase(), action.toLowerCase())) &&
      Resource.some((pattern) => globMatches(pattern, resource)) &&
      isMet(Condition, request),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return matching.length > 0 ? 'allow' : 'implicitDeny';
}

/**
 * All operators of a condition must be met. `ForAllValues` is also met by a request without the key, so it is used
 * together with `Null` (IAM User Guide, Set operators for multivalued context keys). The code of a
 * function sends each request that is judged here, and sends it directly to the service. Such a request has the key
 * `lambda:SourceFunctionArn` and lacks the key `kms:ViaService`.
 */
function isMet(condition: Statement['Condition'], { leadingKeys }: PolicyRequest): boolean {
  const patterns = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const isAbsent = condition?.Null?.['dynamodb:LeadingKeys'];
  const matchesAll =
    patterns === undefined || (leadingKeys ?? []).every((key) => patterns.some((pattern) => globMatches(pattern, key)));
  if (condition?.StringEquals !== undefined || condition?.Null?.['lambda:SourceFunctionArn'] === 'true') return false;
  return matchesAll && (isAbsent === undefined || (isAbsent === 'true') === (leadingKeys === undefined));
}
