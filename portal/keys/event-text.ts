/** Events of the trail in plain words. */

/** `key.grace-ended` as `Key: grace ended`. */
export function actionText(action: string): string {
  const [what = '', how = ''] = action.split('.');
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${how.replaceAll('-', ' ')}`;
}

/** `subject`: that of the person who looks. */
export function actorText(actor: string, subject: string): string {
  const at = actor.indexOf(':');
  const [kind, id] = at < 0 ? [actor, ''] : [actor.slice(0, at), actor.slice(at + 1)];
  if (id === subject && (kind === 'member' || kind === 'operator')) return 'You';
  const name = NAMES[kind] ?? kind;
  return id === '' ? name : `${name} ${id}`;
}

const NAMES: Readonly<Record<string, string>> = {
  member: 'Member',
  operator: 'Operator',
  holder: 'Holder of the key',
  task: 'Task',
};

interface Change {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The names of the members that an event changed, in words: `expires at`. */
export function changesIn({ before, after }: Change): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return changed.map((name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
