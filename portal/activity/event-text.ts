/** Events of the trail in plain words. */

/** `key.grace-ended` as `Key: grace ended`. */
export function actionText(action: string): string {
  const [what = '', how = ''] = action.split('.');
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${how.replaceAll('-', ' ')}`;
}

/** Who made something, for `by …`; the trail tells it by name. `subject`: that of the person who looks. */
export function makerText(actor: string, subject: string): string {
  const [kind = '', id] = actor.split(':');
  return id === subject ? 'you' : (MAKERS[kind] ?? actor);
}

const MAKERS: Readonly<Partial<Record<string, string>>> = { member: 'a member', operator: 'an operator' };
