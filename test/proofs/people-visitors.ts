/** The people who call in the proofs: one of each role in an account of their own, and an operator of all accounts. */
import type { PeopleRole } from '../../lambda/domain/policy';
import type { Template } from '../../local/assembly/template';
import { send, type TestRun } from '../support/local-run';
import { portalOf, signInAs } from '../support/sign-in';
import { ofType } from './circumstances';

export interface PeopleVisitors {
  /** The account that they belong to, with which nobody else has to do. */
  readonly accountId: string;
  /** The portal's app client. */
  readonly clientId: string;
  /** An access token of each. */
  readonly access: Readonly<Record<PeopleRole, string>>;
  /** An ID token of the operator: it says who this is, and permits nothing. */
  readonly idToken: string;
}

export const EMAILS = {
  viewer: 'viewer@example.com',
  developer: 'dev@example.com',
  owner: 'ada@example.com',
  operator: 'olga@example.com',
} as const satisfies Record<PeopleRole, string>;

/** Tokens of people end before the proofs do; those of these visitors last for a day. */
export function letTokensLast(template: Template): void {
  for (const [, { Properties }] of ofType(template, 'AWS::Cognito::UserPoolClient')) {
    if (Properties.AllowedOAuthFlows.includes('code'))
      Object.assign(Properties, { AccessTokenValidity: 1440, IdTokenValidity: 1440 });
  }
}

export async function gatherPeople(run: TestRun): Promise<PeopleVisitors> {
  const made = await run.manage('POST', '/accounts', { body: { name: 'People', grant: { scopes: [] } } });
  const accountId = String(made.body.id);
  for (const role of ['viewer', 'developer', 'owner'] as const)
    await run.manage('POST', `/accounts/${accountId}/members`, { body: { email: EMAILS[role], role } });
  const config = await send('GET', `${run.facts.managementUrl}/portal/config.json`);
  const clientId = String(config.body.signIn.clientId);
  const signIn = (role: PeopleRole) => signInAs(portalOf(run, clientId), EMAILS[role]);
  const operator = await signIn('operator');
  return {
    accountId,
    clientId,
    access: {
      viewer: (await signIn('viewer')).access,
      developer: (await signIn('developer')).access,
      owner: (await signIn('owner')).access,
      operator: operator.access,
    },
    idToken: operator.id,
  };
}
