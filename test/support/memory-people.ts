/** The `People` port in memory. A test can read who was invited, and can make the next call fail or be refused. */
import { DependencyError } from '../../lambda/domain/outcome';
import type { People, PeopleRefusal } from '../../lambda/domain/ports/people';

/** The `sub` of the nth person. */
export const subjectOf = (n: number): string => `8a7b6c5d-1e2f-4a3b-9c8d-${String(n).padStart(12, '0')}`;

export class MemoryPeople implements People {
  /** The addresses to which an invitation was sent, in order. */
  readonly sent: string[] = [];
  private people: { readonly email: string; readonly subject: string; hasSignedIn: boolean }[] = [];
  private made = 0;
  private next: { readonly how: PeopleRefusal | 'failure'; readonly call: keyof People } | undefined;

  /** What happens to the next call of this kind. */
  interfere(how: PeopleRefusal | 'failure', call: keyof People = 'find'): void {
    this.next = { how, call };
  }

  /** Takes the person out of the pool, as somebody who administers it does. */
  remove(email: string): void {
    this.people = this.people.filter((person) => person.email !== email);
  }

  /** A person who is in the pool already. */
  know(subject: string, email: string): void {
    this.people.push({ email, subject, hasSignedIn: true });
  }

  /** The person's first sign-in. */
  signIn(email: string): string {
    const person = this.withAddress(email) ?? this.make(email);
    person.hasSignedIn = true;
    return person.subject;
  }

  async invite(email: string): ReturnType<People['invite']> {
    const how = this.takeInterference('invite');
    if (how === 'rate' || how === 'address') return { ok: false, refusal: how };
    const known = this.withAddress(email);
    if (known?.hasSignedIn === true) return { ok: true, value: { subject: known.subject, isSent: false } };
    this.sent.push(email);
    return { ok: true, value: { subject: (known ?? this.make(email)).subject, isSent: true } };
  }

  async find(name: string): ReturnType<People['find']> {
    const how = this.takeInterference('find');
    if (how === 'rate' || how === 'absent') return { ok: false, refusal: how };
    const found = this.people.find(({ subject }) => subject === name) ?? this.withAddress(name);
    return found === undefined ? { ok: false, refusal: 'absent' } : { ok: true, value: { ...found } };
  }

  private withAddress(email: string) {
    return this.people.find((person) => person.email === email.toLowerCase());
  }

  private make(email: string) {
    this.made += 1;
    const person = { email: email.toLowerCase(), subject: subjectOf(1_000 + this.made), hasSignedIn: false };
    this.people.push(person);
    return person;
  }

  private takeInterference(call: keyof People): PeopleRefusal | undefined {
    if (this.next?.call !== call) return undefined;
    const { how } = this.next;
    this.next = undefined;
    if (how === 'failure') throw new DependencyError('pool', 'Cognito did not answer');
    return how;
  }
}
