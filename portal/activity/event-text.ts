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
