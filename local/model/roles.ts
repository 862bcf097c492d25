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
const attachedSchema = z.object({ Roles: z.array(z.string()).optional() });
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
    const attached = ofType(this.served, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').filter((policy) =>
      // A policy whose roles cannot be read may be this role's.
      (readPlace(policy, attachedSchema).Roles ?? whenRefused(policy, role, this.references)).includes(
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
      const why = parsed.success ? 'names something that is not served' : (parsed.error.issues[0]?.message ?? '');
      const place = `PolicyDocument.Statement${parsed.error?.issues[0]?.path.map((part) => `.${String(part)}`).join('') ?? ''}`;
      if (!allows) throw refuse(policy, place, why);
      this.served.notServed.warn(policy, place, `${why}; the statement allows nothing here`);
      return [];
    });
  }
}

const whenRefused = (
  policy: ServedResource,
  role: ServedResource,
  references: (id: string) => string,
): readonly string[] => (policy.refusal === undefined ? [] : [references(role.id)]);

/** Whether a statement may be about a service that the run has. Whatever cannot be read is. */
function concernsServices(statement: unknown): boolean {
  const parsed = actionSchema.safeParse(statement);
  if (!parsed.success || 'NotAction' in parsed.data) return true;
  const services = parsed.data.Action.map((action) => action.split(':')[0]?.toLowerCase() ?? '');
  return services.some((pattern) => SERVICES.some((service) => globMatches(pattern, service)));
}
