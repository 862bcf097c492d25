/** Holds a secret until it was shown. It is no state of a component, so nothing keeps it once it is wiped. */

export interface SecretBox {
  readonly read: () => string;
  readonly wipe: () => void;
}

export function secretBox(secret: string): SecretBox {
  let kept = secret;
  return { read: () => kept, wipe: () => void (kept = '') };
}
