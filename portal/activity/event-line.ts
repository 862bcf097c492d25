/** One event as a sentence, for example `ada@example.com rotated the key “Nightly export”`. */
import type { AuditEvent } from 'sallyport/client';
import { actionText } from './event-text';

export interface Names {
  /** The subject of the person who looks. */
  readonly me: string;
  /** E-mail addresses of members by their subject. */
  readonly people: ReadonlyMap<string, string>;
  /** Labels by target, for example `key:4mZb…`. */
  readonly labels: ReadonlyMap<string, string>;
}

const VERBS: Readonly<Partial<Record<string, string>>> = {
  created: 'created',
  added: 'invited',
  invited: 'again invited',
  issued: 'issued',
  imported: 'imported',
  adopted: 'adopted',
  updated: 'changed',
  rotated: 'rotated',
  'grace-ended': 'ended the old secret of',
  'secret-added': 'added a secret to',
  'secret-deleted': 'deleted a secret of',
  'tokens-revoked': 'revoked the tokens of',
  'credentials-revoked': 'revoked all keys and clients of',
  suspended: 'suspended',
  resumed: 'resumed',
  revoked: 'revoked',
  deleted: 'deleted',
  removed: 'removed',
};

/** What nobody did: the service tells of it. */
const NOTICES: Readonly<Partial<Record<string, string>>> = {
  'key.expiring': 'ends soon',
  'key.expired': 'expired',
  'key.inactive': 'ended, as it was not used',
};

export function eventLine(event: AuditEvent, names: Names): string {
  const { action, actor } = event;
  const what = targetText(event, names);
  const notice = NOTICES[action];
  if (notice !== undefined) return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${notice}`;
  const who = whoText(actor, names);
  const role = action.startsWith('member.') ? textIn(event.after, undefined, 'role') : undefined;
  if (action === 'member.updated' && role !== undefined) return `${who} gave ${what} the role ${role}`;
  const verb = VERBS[action.split('.')[1] ?? ''];
  if (verb === undefined) return `${actionText(action)}: ${what}, by ${who}`;
  return `${who} ${verb} ${what}${role === undefined ? '' : ` as ${role}`}`;
}

export function whoText(actor: string, { me, people }: Names): string {
  const [kind, id] = parted(actor);
  if (id === me) return 'You';
  const known = people.get(id);
  if (known !== undefined) return known;
  if (kind === 'operator') return 'An operator';
  if (kind === 'member') return 'A former member';
  if (kind === 'holder') return 'A holder of the key';
  return kind === 'task' ? 'The daily task' : actor;
}

function targetText({ target, before, after }: AuditEvent, { me, people, labels }: Names): string {
  const [kind, id] = parted(target);
  if (kind === 'account') return 'the account';
  if (kind === 'member') return id === me ? 'you' : (people.get(id) ?? textIn(after, before, 'email') ?? 'a member');
  const label = labels.get(target) ?? textIn(after, before, 'label');
  return label === undefined ? `the ${kind} ${id}` : `the ${kind} “${label}”`;
}

type Fields = Readonly<Record<string, unknown>> | undefined;

function textIn(after: Fields, before: Fields, name: string): string | undefined {
  const value = after?.[name] ?? before?.[name];
  return typeof value === 'string' ? value : undefined;
}

const parted = (text: string): readonly [kind: string, id: string] => {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

/** Labels that the events themselves tell; the newest event of a target counts. */
export function labelsIn(events: readonly AuditEvent[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const { target, before, after } of events) {
    const label = textIn(after, before, 'label');
    if (label !== undefined && !labels.has(target)) labels.set(target, label);
  }
  return labels;
}

export interface ChangedField {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What an event changed, member by member, as text. What is inside the grant counts as members of their own. */
export function fieldsOf({ before, after }: Pick<AuditEvent, 'before' | 'after'>): readonly ChangedField[] {
  const [old, now] = [flat(before ?? {}), flat(after ?? {})];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names
    .map((name) => ({ name, before: valueText(old[name]), after: valueText(now[name]) }))
    .filter((field) => field.before !== field.after);
}

const flat = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...fields,
  grant: undefined,
  ...(fields['grant'] as object | undefined),
});

function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
