/**
 * The people of the pool, who sign in by e-mail. As at Cognito, the user name of such a person is the `sub`, which never
 * changes; the address finds them as well. No message is sent: an invitation is noted, with one line of log.
 */
import { randomUUID } from 'node:crypto';
import type { LocalClock, LogSink, UserPoolSpec } from '../types';
import type { Person } from './store';

export interface PeopleParts {
  readonly clock: LocalClock;
  readonly log?: LogSink | undefined;
  readonly kept?: readonly Person[] | undefined;
  /** Called after every change, to save it. */
  readonly changed: () => void;
}

export class People {
  private readonly bySub: Map<string, Person>;

  constructor(
    private readonly spec: UserPoolSpec,
    private readonly parts: PeopleParts,
  ) {
    this.bySub = new Map((parts.kept ?? []).map((person) => [person.sub, person]));
  }

  /** In the order in which they were made. */
  list(): readonly Person[] {
    return [...this.bySub.values()];
  }

  /** By `sub` or by address. */
  find(name: string): Person | undefined {
    const wanted = this.folded(name);
    return this.bySub.get(name) ?? this.list().find((person) => this.folded(emailOf(person)) === wanted);
  }

  hasGroup(group: string): boolean {
    return this.spec.people?.groups.includes(group) ?? false;
  }

  /** `attributes` has the address. */
  add(attributes: Readonly<Record<string, string>>): Person {
    const now = this.parts.clock.now();
    const sub = randomUUID();
    const times = { createdAt: now, changedAt: now, invitedAt: [] };
    return this.write({ sub, attributes, status: 'FORCE_CHANGE_PASSWORD', groups: [], ...times });
  }

  /** At AWS the message holds a temporary password; here nobody has one. */
  invite(person: Person): Person {
    const { clock, log } = this.parts;
    log?.({
      source: this.spec.logicalId,
      text: `invitation to ${emailOf(person)}: no message is sent here, and nobody has a password`,
    });
    return this.write({ ...person, invitedAt: [...person.invitedAt, clock.now()] });
  }

  addToGroup(person: Person, group: string): Person {
    return person.groups.includes(group) ? person : this.write({ ...person, groups: [...person.groups, group] });
  }

  /** Who signs in has the temporary password of the invitation, so the address is theirs (assumed of Cognito). */
  signedIn(person: Person): Person {
    if (person.status === 'CONFIRMED') return person;
    const attributes = { ...person.attributes, email_verified: 'true' };
    return this.write({ ...person, attributes, status: 'CONFIRMED' });
  }

  private folded(name: string): string {
    return this.spec.people?.caseSensitive ? name : name.toLowerCase();
  }

  private write(person: Person): Person {
    const changed = { ...person, changedAt: this.parts.clock.now() };
    this.bySub.set(person.sub, changed);
    this.parts.changed();
    return changed;
  }
}

export const emailOf = ({ attributes }: Person): string => attributes.email ?? '';
