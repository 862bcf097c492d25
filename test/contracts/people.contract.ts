/** The contract of `People`. It runs against the people in memory and against the Cognito adapter over HTTP. */
import type { People } from '../../lambda/domain/ports/people';
import { SUBJECT } from '../../lambda/domain/key-format';

export interface OpenPeople {
  readonly people: People;
  /** The addresses to which an invitation was sent, in order. */
  readonly sent: () => readonly string[];
  /** The person's first sign-in. */
  readonly signIn: (email: string) => Promise<void>;
  close(): Promise<void>;
}

export function peopleContract(open: () => Promise<OpenPeople>): void {
  let opened: OpenPeople;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const invite = async (email: string) => {
    const answer = await opened.people.invite(email);
    if (!answer.ok) throw new Error(`refused: ${answer.refusal}`);
    return answer.value;
  };

  it('an invited person is known from then on, by the subject', async () => {
    const { subject, isSent } = await invite('ada@example.com');

    expect(isSent).toBe(true);
    expect(subject).toMatch(SUBJECT);
    const found = { ok: true, value: { subject, email: 'ada@example.com', hasSignedIn: false } };
    expect(await opened.people.find(subject)).toEqual(found);
    expect(await opened.people.find('ada@example.com')).toEqual(found);
    expect((await invite('bob@example.com')).subject).not.toBe(subject);
  });

  it('a person is invited again until the first sign-in, and stays the same person', async () => {
    const first = await invite('ada@example.com');
    const second = await invite('ada@example.com');
    await opened.signIn('ada@example.com');
    const third = await invite('ada@example.com');

    expect([second, third]).toEqual([first, { ...first, isSent: false }]);
    expect(opened.sent()).toEqual(['ada@example.com', 'ada@example.com']);
    expect(await opened.people.find(first.subject)).toMatchObject({ value: { hasSignedIn: true } });
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'nobody@example.com'])('nobody is found by %s', async (name) => {
    expect(await opened.people.find(name)).toEqual({ ok: false, refusal: 'absent' });
  });
}
