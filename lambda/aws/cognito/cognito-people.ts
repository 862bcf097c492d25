/** The `People` port over Cognito's API. Only the function of the members uses it. */
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminGetUserCommand,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { SUBJECT } from '../../domain/key-format';
import type { Invited, People, Person } from '../../domain/ports/people';
import type { ServiceAnswer } from '../../domain/ports/service';
import type { ServiceCall } from '../retry';
import type { TimeBudget } from '../time-budget';
import { callPool, type poolClient, poolFailure } from './pool-client';

/** The status of a person who was invited and has not signed in (Cognito API reference, UserType). */
const NOT_SIGNED_IN = 'FORCE_CHANGE_PASSWORD';

/** Cognito takes no such address, a trigger of the deployer's refuses it, or no mail could be sent. */
const ADDRESS = {
  InvalidParameterException: 'address',
  UserLambdaValidationException: 'address',
  CodeDeliveryFailureException: 'address',
} as const;

export class CognitoPeople implements People {
  constructor(
    private readonly userPoolId: string,
    private readonly client: ReturnType<typeof poolClient>,
    private readonly budget: TimeBudget,
  ) {}

  async invite(email: string): Promise<ServiceAnswer<Invited, 'rate' | 'address'>> {
    // `email_verified`: the person proves the address by the password that is sent to it.
    const attributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ];
    const made = await this.#create(email, { UserAttributes: attributes });
    if (made.ok) return { ok: true, value: { subject: made.value, isSent: true } };
    if (made.refusal !== 'known') return { ok: false, refusal: made.refusal };
    const found = await this.find(email);
    if (!found.ok) {
      if (found.refusal === 'rate') return found;
      throw poolFailure('Cognito has a user with this address and then has none');
    }
    const { subject, hasSignedIn } = found.value;
    if (hasSignedIn) return { ok: true, value: { subject, isSent: false } };
    const again = await this.#create(email, { MessageAction: 'RESEND' });
    // `known`: the person signed in a moment ago.
    if (again.ok || again.refusal === 'known') return { ok: true, value: { subject, isSent: again.ok } };
    return { ok: false, refusal: again.refusal };
  }

  /** Cognito takes an address or a subject as the name of the user (Cognito API reference, AdminGetUser). */
  find(name: string): Promise<ServiceAnswer<Person, 'rate' | 'absent'>> {
    const input = { UserPoolId: this.userPoolId, Username: name };
    return this.#call({
      refusals: { UserNotFoundException: 'absent' },
      attempt: async (options) => {
        const { UserAttributes, UserStatus } = await this.client.send(new AdminGetUserCommand(input), options);
        const [subject, email] = [subjectIn(UserAttributes), valueOf(UserAttributes, 'email')];
        return { subject, email, hasSignedIn: UserStatus !== NOT_SIGNED_IN };
      },
    });
  }

  /** Sent once: a second attempt would find the person whom the first one made, and would not know who did. */
  #create(email: string, more: Partial<AdminCreateUserCommandInput>) {
    const input = {
      UserPoolId: this.userPoolId,
      Username: email,
      DesiredDeliveryMediums: ['EMAIL' as const],
      ...more,
    };
    return this.#call({
      once: true,
      refusals: { ...ADDRESS, UsernameExistsException: 'known', UnsupportedUserStateException: 'known' },
      attempt: async (options) => {
        const { User } = await this.client.send(new AdminCreateUserCommand(input), options);
        return subjectIn(User?.Attributes);
      },
    });
  }

  #call<T, const R extends string>(call: ServiceCall<T, R>): Promise<ServiceAnswer<T, R | 'rate'>> {
    return callPool(call, this.budget);
  }
}

function valueOf(attributes: readonly AttributeType[] | undefined, name: string): string {
  const value = attributes?.find((attribute) => attribute.Name === name)?.Value;
  if (value === undefined || value === '') throw poolFailure('Cognito sent an answer in an unknown format');
  return value;
}

function subjectIn(attributes: readonly AttributeType[] | undefined): string {
  const subject = valueOf(attributes, 'sub');
  if (!SUBJECT.test(subject)) throw poolFailure('Cognito sent an answer in an unknown format');
  return subject;
}
