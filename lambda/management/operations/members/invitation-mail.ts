/**
 * Bounds the mails that invitations cause, as all accounts share the deployment's mail. A mail is reserved before Cognito
 * is asked: however many requests come at once, and whatever becomes of them, no more mails go out than are reserved.
 */
import { sha256Hex } from '../../../domain/hash';
import type { Instant } from '../../../domain/model';
import { type Outcome, refused } from '../../../domain/outcome';
import { isMember } from '../../../domain/policy';
import type { Person } from '../../../domain/ports/people';
import type { Write } from '../../../domain/ports/table';
import type { Invitation, MemberTally } from '../../../domain/records/member-records';
import { dayOf } from '../../../domain/records/usage-records';
import type { Call, Deps } from '../../../engine/context';
import type { AccountTarget } from '../../../engine/load';
import { type Change, changed, unchanged } from '../../../engine/transact';
import { type InviteMemberInput, loadPlace } from './member-place';
import { refOf } from './people-deps';

/** Mails a day that members of an account can have sent. */
const MOST_MAILS = 50;
/** Milliseconds in which an address gets one mail, whichever account invites it. */
const SENT_AGAIN_AFTER = 15 * 60_000;

/** A mail that was reserved, or the person who needs none. */
export type MailDecision = { readonly reserved: Invitation } | { readonly person: Person };

/** `person`: whom the pool has with this address. */
export async function reserveMail(
  deps: Deps,
  call: Call,
  { person, ...input }: InviteMemberInput & { readonly person: Person | undefined },
): Promise<Outcome<Change<MailDecision>>> {
  const place = await loadPlace(deps, call, { ...input, subject: person?.subject });
  if (!place.ok) return place;
  if (person?.hasSignedIn === true) return unchanged({ person });
  const ref = { kind: 'invitation', addressHash: sha256Hex(input.email) } as const;
  const [earlier] = await deps.table.read([ref]);
  const now = deps.now();
  // Somebody who was just invited has a password, also if another account sent it.
  if (earlier !== undefined && now < earlier.expiresAt)
    return person === undefined ? onItsWay() : unchanged({ person });
  const { tally, caller } = place.value;
  if (isMember(call.actor) && sentOn(tally, now) >= MOST_MAILS) return tooManyMails();
  const reserved: Invitation = { ...ref, expiresAt: now + SENT_AGAIN_AFTER };
  return changed(
    { reserved },
    { type: 'insert', record: reserved, overExpired: now },
    tallyWrite(tally, { accountId: input.accountId, now, mails: 1 }),
    ...(caller === undefined ? [] : [{ type: 'check', ref: refOf(caller), when: { role: caller.role } } as const]),
  );
}

/**
 * Cognito sent nothing, so the address can be invited again at once. The mail stays counted for the account: who sends
 * requests that are refused has no more attempts than others.
 */
export async function giveBack({ table }: Deps, { expiresAt, ...ref }: Invitation): Promise<void> {
  await table.commit([{ type: 'delete', ref, when: { expiresAt } }]);
}

interface Counted extends AccountTarget {
  readonly now: Instant;
  readonly mails: 0 | 1;
}

/** Counts the mails, and raises the version in any case. */
export function tallyWrite(tally: MemberTally | undefined, { accountId, now, mails }: Counted): Write {
  const counted = { day: dayOf(now), sent: sentOn(tally, now) + mails };
  const ref = { kind: 'memberTally', accountId } as const;
  return tally === undefined
    ? { type: 'insert', record: { ...ref, ...counted, version: 1 } }
    : { type: 'update', ref, when: { version: tally.version }, set: counted, increment: ['version'] };
}

const sentOn = (tally: MemberTally | undefined, now: Instant): number => (tally?.day === dayOf(now) ? tally.sent : 0);

const onItsWay = (): Outcome<never> =>
  refused(
    'too-many-requests',
    'Another request to invite this address runs, or failed a moment ago. Try again in a quarter of an hour.',
  );
const tooManyMails = (): Outcome<never> =>
  refused(
    'too-many-requests',
    `Members of an account can have ${MOST_MAILS} invitations sent a day. Try again tomorrow, or ask an operator.`,
  );
