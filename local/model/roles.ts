/**
 * What the functions of a stack may do: the statements of the policies in their roles, of the policies that are attached
 * to these roles, and of the roles' permissions boundaries. A statement that cannot be read never lets a function do
 * more: an Allow is left out, and with a Deny the function is not served.
 */
import { z } from 'zod';
import { NOT_SERVED_HERE } from '../assembly/resolver';
import type { Caller } from '../callers';
import { globMatches } from '../glob';
import { oneOrMore, roleStatementSchema, type Statement } from '../iam';
import { ofType, read, readPlace, refuse, type ServedResource, type ServedStack } from './resources';

const PolicyDocument = z.object({
  Statement: z.union([z.array(z.unknown()), z.unknown()]).transform((value) => [value].flat()),
});
/** An `AWS::IAM::RolePolicy` names one role. */
const attachedSchema = z
  .object({ Roles: z.array(z.string()).optional(), RoleName: z.string().optional() })
  .transform(({ Roles, RoleName }) => Roles ?? (RoleName === undefined ? undefined : [RoleName]));
const policySchema = z.object({ PolicyDocument });
const roleSchema = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(policySchema).default([]),
});
const roleOfFunctionSchema = z.object({ Role: z.string().optional() });
const effectSchema = z.looseObject({ Effect: z.literal('Allow') });
const actionSchema = z.looseObject({ Action: oneOrMore });

/** AWS managed policies without an action on tables or user pools. */
const IGNORED_POLICIES = new Set(
  [
    'AWSXRayDaemonWriteAccess',
    'CloudWatchLambdaInsightsExecutionRolePolicy',
    'service-role/AWSLambdaBasicExecutionRole',
    'service-role/AWSLambdaVPCAccessExecutionRole',
  ].map((name) => `arn:aws:iam::aws:policy/${name}`),
);
/** The services that a run has, as actions begin with them. */
const SERVICES = ['dynamodb', 'cognito-idp'];

/** Gives what a function may do. Throws a `StartRefusal` when a policy that could deny something cannot be read. */
export function rolesOf(
  served: ServedStack,
  references: (id: string, attribute?: string) => string,
): (resource: ServedResource) => Caller {
  const { region, account } = served.stack;
  const roles = ofType(served, 'AWS::IAM::Role');
  warnOfForeignRoles(served, new Set(roles.map(({ id }) => references(id))));
  return (resource) => {
    const arn = read(resource, roleOfFunctionSchema).Role;
    const role = roles.find(({ id }) => references(id, 'Arn') === arn);
    if (arn !== undefined && role === undefined) {
      served.notServed.warn(resource, 'Role', `${arn} is not a role of the stack, so the function may do nothing here`);
    }
    const rights = role === undefined ? { statements: [] } : new Rights(served, references).of(role);
    return { region, account, ...rights };
  };
}

class Rights {
  constructor(
    private readonly served: ServedStack,
    private readonly references: (id: string) => string,
  ) {}

  of(role: ServedResource): Pick<Caller, 'statements' | 'boundary'> {
    const given = read(role, roleSchema);
    const attached = attachedPolicies(this.served).filter((policy) =>
      // A policy whose roles cannot be read may be this role's.
      (readPlace(policy, attachedSchema) ?? whenRefused(policy, role, this.references)).includes(
        this.references(role.id),
      ),
    );
    const named = given.ManagedPolicyArns.flatMap((arn) => this.#managed(role, arn, 'ManagedPolicyArns') ?? []);
    const boundary =
      given.PermissionsBoundary === undefined
        ? undefined
        : this.#managed(role, given.PermissionsBoundary, 'PermissionsBoundary');
    const own = given.Policies.flatMap((policy) => this.#statements(role, policy));
    const policies = new Set([...attached, ...named]);
    return {
      statements: [...own, ...[...policies].flatMap((policy) => this.#statements(policy, read(policy, policySchema)))],
      ...(boundary && { boundary: this.#statements(boundary, read(boundary, policySchema)) }),
    };
  }

  /** The policy of the stack with this ARN; undefined for another one, with a warning unless it concerns nothing here. */
  #managed(role: ServedResource, arn: string, property: string): ServedResource | undefined {
    const found = ofType(this.served, 'AWS::IAM::ManagedPolicy').find(({ id }) => this.references(id) === arn);
    if (found === undefined && (property === 'PermissionsBoundary' || !IGNORED_POLICIES.has(arn))) {
      const why = `the local run does not know ${arn}: whatever it allows or denies is passed over`;
      this.served.notServed.warn(role, property, why);
    }
    return found;
  }

  #statements(policy: ServedResource, { PolicyDocument: document }: z.infer<typeof policySchema>): Statement[] {
    return document.Statement.filter(concernsServices).flatMap((given) => {
      const parsed = roleStatementSchema.safeParse(given);
      const allows = effectSchema.safeParse(given).success;
      const unknown = !allows && JSON.stringify(given).includes(NOT_SERVED_HERE);
      if (parsed.success && !unknown) return [parsed.data];
      const issues = parsed.error?.issues ?? [];
      // With `NotAction` a statement has no `Action`; the first is what a reader looks for.
      const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
      const why = issue?.message ?? 'names something that is not served';
      const place = ['PolicyDocument.Statement', ...(issue?.path.map(String) ?? [])].join('.');
      if (!allows) throw refuse(policy, place, why);
      this.served.notServed.warn(policy, place, `${why}; the statement allows nothing here`);
      return [];
    });
  }
}

const attachedPolicies = (served: ServedStack): readonly ServedResource[] =>
  ofType(served, 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy');

/** A role of another stack is judged without the policies of this stack. */
function warnOfForeignRoles(served: ServedStack, own: ReadonlySet<string>): void {
  for (const policy of attachedPolicies(served)) {
    const foreign = (readPlace(policy, attachedSchema) ?? []).find((name) => !own.has(name));
    const { PolicyDocument: document } = readPlace(policy, policySchema.partial());
    if (foreign === undefined || document?.Statement.some(concernsServices) === false) continue;
    const why = `${foreign} is not a role of the stack: whatever the policy allows or denies it is passed over`;
    served.notServed.warn(policy, 'Roles', why);
  }
}

const whenRefused = (
  policy: ServedResource,
  role: ServedResource,
  references: (id: string) => string,
): readonly string[] => (policy.refusals.size === 0 ? [] : [references(role.id)]);

/** Whether a statement may be about a service that the run has. Whatever cannot be read is. */
function concernsServices(statement: unknown): boolean {
  const parsed = actionSchema.safeParse(statement);
  if (!parsed.success || 'NotAction' in parsed.data) return true;
  const services = parsed.data.Action.map((action) => action.split(':')[0]?.toLowerCase() ?? '');
  return services.some((pattern) => SERVICES.some((service) => globMatches(pattern, service)));
}
