/**
 * What the functions of a stack may do: the statements of the policies in their roles, of the policies that are attached
 * to these roles, and of the roles' permissions boundaries. A statement that cannot be read never lets a function do
 * more: an Allow is left out, and with a Deny the function is not served.
 */
import { z } from 'zod';
import { NOT_SERVED_HERE } from '../assembly/attributes';
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
const ROLE = 'AWS::IAM::Role';
const MANAGED = 'AWS::IAM::ManagedPolicy';
const effectSchema = z.looseObject({ Effect: z.literal('Allow') });
const actionSchema = z.looseObject({ Action: oneOrMore });

/** AWS managed policies without an action of a service whose rights the run judges. */
const IGNORED_POLICIES = new Set(
  [
    'AWSXRayDaemonWriteAccess',
    'CloudWatchLambdaInsightsExecutionRolePolicy',
    'service-role/AWSLambdaBasicExecutionRole',
    'service-role/AWSLambdaVPCAccessExecutionRole',
  ].map((name) => `arn:aws:iam::aws:policy/${name}`),
);
/** The services whose rights a run judges, as actions begin with them. */
const SERVICES = ['dynamodb', 'cognito-idp', 'apigateway', 'events', 'sqs'];

/**
 * Gives what a function may do. A policy of any of the stacks may name its role. Throws a `StartRefusal` when a policy that
 * could deny something cannot be read.
 */
export function rolesOf(served: ServedStack, all: readonly ServedStack[]): (resource: ServedResource) => Caller {
  const { region, account } = served.stack;
  warnOfForeignRoles(served, all);
  return (resource) => {
    const arn = read(resource, roleOfFunctionSchema).Role;
    const [found] = all.flatMap((home) => {
      const role = ofType(home, ROLE).find(({ id }) => home.references(id, 'Arn') === arn);
      return role === undefined ? [] : [{ home, role }];
    });
    if (arn !== undefined && found === undefined) {
      served.notServed.warn(resource, 'Role', `${arn} is a role of no stack, so the function may do nothing here`);
    }
    const rights = found === undefined ? { statements: [] } : new Rights(found.home, all).of(found.role);
    return { region, account, ...rights };
  };
}

class Rights {
  constructor(
    /** The stack of the role. */
    private readonly served: ServedStack,
    private readonly all: readonly ServedStack[],
  ) {}

  of(role: ServedResource): Pick<Caller, 'statements' | 'boundary'> {
    const given = read(role, roleSchema);
    const attached = this.all.flatMap(policiesIn).filter((policy) => this.#isAttached(policy, role));
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

  /** A policy of the stack whose roles cannot be read may be this role's. */
  #isAttached(policy: ServedResource, role: ServedResource): boolean {
    const names = readPlace(policy, attachedSchema);
    if (names === undefined) return policy.refusals.size > 0 && this.served.resources.includes(policy);
    return names.includes(this.served.references(role.id));
  }

  /** The policy with this ARN; undefined when no stack has it, with a warning unless it concerns nothing here. */
  #managed(role: ServedResource, arn: string, property: string): ServedResource | undefined {
    const [found] = this.all.flatMap((one) => ofType(one, MANAGED).filter(({ id }) => one.references(id) === arn));
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

const policiesIn = (served: ServedStack): readonly ServedResource[] =>
  ofType(served, 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', MANAGED);

/** What a policy denies a role of no stack is not known to the functions that have the role. */
function warnOfForeignRoles(served: ServedStack, all: readonly ServedStack[]): void {
  const known = new Set(all.flatMap((one) => ofType(one, ROLE).map(({ id }) => one.references(id))));
  for (const policy of policiesIn(served)) {
    const foreign = (readPlace(policy, attachedSchema) ?? []).find((name) => !known.has(name));
    const { PolicyDocument: document } = readPlace(policy, policySchema.partial());
    if (foreign === undefined || document?.Statement.some(concernsServices) === false) continue;
    const why = `${foreign} is a role of no stack that is served: whatever the policy allows or denies it is passed over`;
    served.notServed.warn(policy, 'Roles', why);
  }
}

/** Whether a statement may be about a service whose rights the run judges. Whatever cannot be read is. */
function concernsServices(statement: unknown): boolean {
  const parsed = actionSchema.safeParse(statement);
  if (!parsed.success || 'NotAction' in parsed.data) return true;
  const services = parsed.data.Action.map((action) => action.split(':')[0]?.toLowerCase() ?? '');
  return services.some((pattern) => SERVICES.some((service) => globMatches(pattern, service)));
}
