/**
 * The result of a Lambda authorizer. The policy is kept whole and evaluated for each request, as API Gateway does with
 * a cached result (Developer Guide, Lambda authorizers).
 */
import { z } from 'zod';
import { oneOrMore, type Statement, statementSchema } from '../iam';

/** "Resource" is limited to 512 characters (Developer Guide, Lambda authorizer output). */
const statement = statementSchema.extend({
  Resource: oneOrMore.refine((list) => list.every((resource) => resource.length <= 512), 'is over 512 characters'),
});
const authorizerResultSchema = z.object({
  principalId: z.string().min(1),
  policyDocument: z.object({
    Version: z.string().optional(),
    Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  usageIdentifierKey: z.string().nullish(),
});

/** A valid result. The values of its context are strings, as `$context` and events show them. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly statements: readonly Statement[];
  readonly context: Readonly<Record<string, string>>;
  /** The value of a native key, for a usage plan. */
  readonly usageKey: string | undefined;
}

/** Undefined for a result that AWS refuses, for example one without a policy or with an object in its context. */
export function readResult(payload: unknown): AuthorizerResult | undefined {
  const parsed = authorizerResultSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { principalId, policyDocument, context, usageIdentifierKey } = parsed.data;
  const strings = Object.entries(context ?? {}).map(([key, value]) => [key, String(value)] as const);
  return {
    principalId,
    statements: policyDocument.Statement,
    context: Object.fromEntries(strings),
    usageKey: usageIdentifierKey ?? undefined,
  };
}
