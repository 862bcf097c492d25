/** Reads the key id of what a person pasted. Whatever else is in the text, such as a secret, goes no further than here. */

export interface Pasted {
  /** Undefined: the text names no key. */
  readonly keyId: string | undefined;
  /** Whether something may be secret in the text, so that it must not stay in the field. */
  readonly isWhole: boolean;
}

/** A presented key or its hint (`sp_live_4mZb…`), the hint of an imported key, or the key id alone. */
const FORM = /^(?:(?:[a-z0-9]{2,10}_(?:live|test)|imported)_)?([0-9A-Za-z]{18})(_.*|…|\.\.\.)?$/;

export function pastedKey(text: string): Pasted {
  const [, keyId, rest = ''] = FORM.exec(text.trim()) ?? [];
  return { keyId, isWhole: keyId !== undefined && rest !== '' };
}
