/** One line of a list of details (<dl>). */
import type { ComponentChildren } from 'preact';

export function Row({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
