/**
 * A Lambda authorizer's result and what it says about one method ARN. The whole policy is kept and asked again for
 * every request, as API Gateway does with a cached result.
 */
import { z } from 'zod';
import { globMatches } from './glob';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** "Resource" is limited to 512 characters (Developer Guide, Lambda authorizer output). */
const resources = oneOrMore.refine(
  (list) => list.every((resource) => resource.length <= 512),
  'is over 512 characters',
);
/** Strict: a condition or a negation that was passed over would widen a policy. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: resources,
});
const resultSchema = z.object({
  principalId: z.string().min(1),
  policyDocument: z.object({
    Version: z.string().optional(),
    Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
});
type Statement = z.infer<typeof statement>;

/** A well-formed result; its context already in the strings everything downstream sees. */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly statements: readonly Statement[];
  readonly context: Readonly<Record<string, string>>;
}

/** Undefined for anything AWS would not accept: no principal, no policy, an object in the context. */
export function readResult(payload: unknown): AuthorizerResult | undefined {
  const parsed = resultSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { principalId, policyDocument, context } = parsed.data;
  const strings = Object.entries(context ?? {}).map(([key, value]) => [key, String(value)] as const);
  return { principalId, statements: policyDocument.Statement, context: Object.fromEntries(strings) };
}

export type Decision = 'allow' | 'explicitDeny' | 'implicitDeny';

/** Deny wins; what no statement names is denied. */
export function decide(statements: readonly Statement[], methodArn: string): Decision {
  const matching = statements.filter(
    ({ Action, Resource }) =>
      Action.some((action) => globMatches(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some((resource) => globMatches(resource, methodArn)),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return matching.length > 0 ? 'allow' : 'implicitDeny';
}
