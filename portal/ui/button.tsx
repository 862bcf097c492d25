/** Buttons, and links that look like them. A busy button keeps its size and takes no click. */
import type { ComponentChildren } from 'preact';

interface Look {
  /** `primary`: the one clear action of a screen. `warn` leads to what cannot be undone, `danger` does it. */
  readonly kind?: 'primary' | 'danger' | 'warn' | 'plain';
  readonly isWide?: boolean;
  readonly isSmall?: boolean;
  readonly children: ComponentChildren;
}

interface ButtonProps extends Look {
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  readonly label?: string;
}

const classOf = ({ kind, isWide, isSmall }: Look): string =>
  ['button', kind ?? 'secondary', isWide === true && 'wide', isSmall === true && 'small'].filter(Boolean).join(' ');

export function Button(props: ButtonProps) {
  const { onClick, type = 'button', isBusy = false, isDisabled = false, label, children } = props;
  return (
    <button
      type={type}
      class={classOf(props)}
      disabled={isDisabled}
      // Not `disabled`: the focus would be lost.
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-label={label}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.();
      }}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}

/** Of a dialog. What is under way cannot be called back, and its end has to be seen. */
export const Cancel = ({ isBusy, onClick }: { readonly isBusy: boolean; readonly onClick: () => void }) => (
  <Button isDisabled={isBusy} onClick={onClick}>
    Cancel
  </Button>
);

export function ButtonLink(props: Look & { readonly href: string }) {
  return (
    <a class={classOf(props)} href={props.href}>
      <span>{props.children}</span>
    </a>
  );
}
