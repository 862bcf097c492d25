/** The `People` port in memory. A test can read who was invited, and can make the next call fail or be refused. */
import { DependencyError } from '../../lambda/domain/outcome';
import type { People, PeopleRefusal } from '../../lambda/domain/ports/people';

/** The `sub` of the nth person. */
export const subjectOf = (n: number): string => `8a7b6c5d-1e2f-4a3b-9c8d-${String(n).padStart(12, '0')}`;

export class MemoryPeople implements People {
  /** The addresses to which an invitation was sent, in order. */
  readonly sent: string[] = [];
  private readonly people: { readonly email: string; readonly subject: string; hasSignedIn: boolean }[] = [];
  private next: PeopleRefusal | 'failure' | undefined;

  /** What happens to the next call. */
  interfere(how: PeopleRefusal | 'failure'): void {
    this.next = how;
  }

  /** A person who is in the pool already. */
  know(subject: string, email: string): void {
    this.people.push({ email, subject, hasSignedIn: true });
  }

  /** The person's first sign-in. */
  signIn(email: string): string {
    const person = this.find(email) ?? this.make(email);
    person.hasSignedIn = true;
    return person.subject;
  }

  async invite(email: string): ReturnType<People['invite']> {
    const how = this.takeInterference();
    if (how === 'rate' || how === 'address') return { ok: false, refusal: how };
    const known = this.find(email);
    if (known?.hasSignedIn === true) return { ok: true, value: { subject: known.subject, isSent: false } };
    this.sent.push(email);
    return { ok: true, value: { subject: (known ?? this.make(email)).subject, isSent: true } };
  }

  async emailOf(subject: string): ReturnType<People['emailOf']> {
    const how = this.takeInterference();
    if (how === 'rate' || how === 'absent') return { ok: false, refusal: how };
    const found = this.people.find((person) => person.subject === subject);
    return found === undefined ? { ok: false, refusal: 'absent' } : { ok: true, value: found.email };
  }

  private find(email: string) {
    return this.people.find((person) => person.email === email.toLowerCase());
  }

  private make(email: string) {
    const person = { email: email.toLowerCase(), subject: subjectOf(this.people.length + 1_001), hasSignedIn: false };
    this.people.push(person);
    return person;
  }

  private takeInterference(): PeopleRefusal | undefined {
    const how = this.next;
    this.next = undefined;
    if (how === 'failure') throw new DependencyError('pool', 'Cognito did not answer');
    return how;
  }
}
