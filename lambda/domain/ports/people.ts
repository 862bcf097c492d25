/**
 * What Sallyport needs of the people's user pool: to invite somebody, and to find somebody.
 * `lambda/aws/cognito` implements the port; people in memory pass the same contract suite. If Cognito fails, a call rejects
 * with a `DependencyError`.
 */
import type { ServiceAnswer } from './service';

/** A person whom the pool knows now. */
export interface Invited {
  /** The person's `sub`. */
  readonly subject: string;
  /** Whether Cognito sent an invitation: it does so until the person has signed in. */
  readonly isSent: boolean;
}

/** A person in the pool. */
export interface Person {
  /** The person's `sub`. */
  readonly subject: string;
  readonly email: string;
  /** Whether the person has signed in. Until then Cognito sends an invitation when it is asked to. */
  readonly hasSignedIn: boolean;
}

/**
 * Why Cognito refused a call.
 * Nothing was sent then.
 * - `rate`: too many requests in this second; the same request may succeed a second later.
 * - `address`: Cognito takes no such address, or could send nothing to it.
 * - `absent`: the pool has no such person.
 */
export type PeopleRefusal = 'rate' | 'address' | 'absent';

export interface People {
  /** Invites the person with this e-mail address. Makes the person in the pool if nobody has the address. */
  invite(email: string): Promise<ServiceAnswer<Invited, 'rate' | 'address'>>;
  /** The person with this e-mail address or this `sub`. */
  find(name: string): Promise<ServiceAnswer<Person, 'rate' | 'absent'>>;
}
