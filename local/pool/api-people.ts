/** Makes, shows and groups people, who sign in by e-mail (Amazon Cognito user pools API Reference). */
import type { z } from 'zod';
import type { JsonObject } from '../json';
import { invalidParameter, type PoolAnswer, poolError, success } from './api-answers';
import type { ApiParts } from './api-clients';
import type { groupInput, invitationInput, personInput } from './api-inputs';
import type { Person } from './store';

type Invitation = z.infer<typeof invitationInput>;

export function createPerson({ spec, people }: ApiParts, input: Invitation): PoolAnswer {
  if (spec.people === undefined) return NO_PEOPLE;
  const { Username, MessageAction } = input;
  const found = people.find(Username);
  if (MessageAction === 'RESEND') return inviteAgain({ people }, found);
  if (found !== undefined) return poolError('UsernameExistsException', 'User account already exists');
  if (!EMAIL.test(Username)) return invalidParameter('Username should be an email.');
  const unserved = input.UserAttributes.find(({ Name }) => !KEPT_ATTRIBUTES.includes(Name));
  if (unserved !== undefined) {
    return poolError('NotServedByLocalPool', `the local pool does not serve the attribute ${unserved.Name}`);
  }
  const given = Object.fromEntries(input.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  // What Cognito does with another address among the attributes is not documented.
  if (given.email !== undefined && given.email !== Username) {
    return invalidParameter('The attribute email must be the user name.');
  }
  const made = people.add({ ...given, email: Username });
  return success({ User: userView(MessageAction === 'SUPPRESS' ? made : people.invite(made)) });
}

/** `RESEND` is for somebody who never signed in. */
function inviteAgain({ people }: Pick<ApiParts, 'people'>, found: Person | undefined): PoolAnswer {
  if (found === undefined) return NO_USER;
  if (found.status !== 'FORCE_CHANGE_PASSWORD') {
    return poolError('UnsupportedUserStateException', 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD');
  }
  return success({ User: userView(people.invite(found)) });
}

export function getPerson({ people }: ApiParts, { Username }: z.infer<typeof personInput>): PoolAnswer {
  const found = people.find(Username);
  if (found === undefined) return NO_USER;
  const { Attributes, ...user } = userView(found);
  return success({ ...user, UserAttributes: Attributes });
}

export function addToGroup({ people }: ApiParts, { Username, GroupName }: z.infer<typeof groupInput>): PoolAnswer {
  const found = people.find(Username);
  if (found === undefined) return NO_USER;
  if (!people.hasGroup(GroupName)) return poolError('ResourceNotFoundException', 'Group not found.');
  people.addToGroup(found, GroupName);
  return success();
}

/** The tokens have the first two alone. */
const KEPT_ATTRIBUTES = ['email', 'email_verified', 'family_name', 'given_name', 'locale', 'name', 'zoneinfo'];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NO_USER = poolError('UserNotFoundException', 'User does not exist.');
const NO_PEOPLE = poolError('NotServedByLocalPool', 'the local pool serves people who sign in by e-mail alone');

/** `UserType` of the API Reference. A date is the number of seconds since 1970, with a fraction. */
const userView = ({ sub, attributes, status, createdAt, changedAt }: Person): JsonObject => ({
  Username: sub,
  Attributes: Object.entries({ ...attributes, sub }).map(([Name, Value]) => ({ Name, Value })),
  UserCreateDate: createdAt / 1000,
  UserLastModifiedDate: changedAt / 1000,
  Enabled: true,
  UserStatus: status,
});
