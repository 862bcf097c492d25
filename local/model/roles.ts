/**
 * What the functions of a stack may do: the statements of the policies in their roles, and of the policies that are
 * attached to these roles.
 */
import { z } from 'zod';
import type { Callers } from '../callers';
import { roleStatementSchema } from '../iam';
import { ofType, read, refuse, type ServedResource, type ServedStack } from './resources';

const PolicyDocument = z.object({
  Statement: z.union([roleStatementSchema, z.array(roleStatementSchema)]).transform((value) => [value].flat()),
});
const policySchema = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]) });
const roleSchema = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyDocument })).default([]),
});
const roleOfFunctionSchema = z.object({ Role: z.string().optional() });

/** AWS managed policies without an action on tables or user pools. */
const IGNORED_POLICIES = new Set(
  ['AWSXRayDaemonWriteAccess', 'service-role/AWSLambdaBasicExecutionRole'].map(
    (name) => `arn:aws:iam::aws:policy/${name}`,
  ),
);

/** The callers by their functions' logical ids. `references` gives a resource's `Ref`, or one of its attributes. */
export function callersOf(served: ServedStack, references: (id: string, attribute?: string) => string): Callers {
  const { region, account } = served.stack;
  const roles = ofType(served, 'AWS::IAM::Role');
  const policies = ofType(served, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').map((one) => read(one, policySchema));
  const statementsOf = (role: ServedResource) => {
    const attached = policies.filter(({ Roles }) => Roles.includes(references(role.id)));
    return [...inlineIn(role), ...attached].flatMap((policy) => policy.PolicyDocument.Statement);
  };
  const callers = ofType(served, 'AWS::Lambda::Function').map((resource) => {
    const arn = read(resource, roleOfFunctionSchema).Role;
    const role = roles.find(({ id }) => references(id, 'Arn') === arn);
    if (arn !== undefined && role === undefined) throw refuse(resource, 'Role', `${arn} is not a role of the stack`);
    const statements = role === undefined ? [] : statementsOf(role);
    return [resource.id, { region, account, statements }] as const;
  });
  return Object.fromEntries(callers);
}

function inlineIn(role: ServedResource) {
  const { ManagedPolicyArns, Policies } = read(role, roleSchema);
  const unknown = ManagedPolicyArns.find((arn) => !IGNORED_POLICIES.has(arn));
  if (unknown !== undefined) throw refuse(role, 'ManagedPolicyArns', `the local run does not know ${unknown}`);
  return Policies;
}
