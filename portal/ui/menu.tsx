/** A button with a list below it, by <details>: it works with the keyboard, closes at a click elsewhere and with Escape. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface MenuProps {
  /** What the menu chooses, for those who do not see it. */
  readonly label: string;
  readonly text: string;
  /** At the end of the line, with the first letter of its text; a narrow screen shows that alone. */
  readonly isEnd?: boolean;
  readonly children: ComponentChildren;
}

export function Menu({ label, text, isEnd = false, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      const { current } = menu;
      if (current?.open !== true) return;
      const isKey = event instanceof KeyboardEvent;
      if (isKey ? event.key !== 'Escape' : event.type === 'click' && current.contains(event.target as Node)) return;
      current.open = false;
      if (isKey) current.querySelector('summary')?.focus();
    };
    const events = ['click', 'keydown', 'hashchange'];
    for (const event of events) addEventListener(event, close);
    return () => events.forEach((event) => removeEventListener(event, close));
  }, []);
  return (
    <details class={isEnd ? 'menu end' : 'menu'} ref={menu}>
      <summary>
        <span class="hidden">{label}: </span>
        {isEnd && (
          <span class="avatar" aria-hidden="true">
            {text.charAt(0).toUpperCase()}
          </span>
        )}
        <span class="menu-text">{text}</span>
        <span class="chevron" aria-hidden="true" />
      </summary>
      <ul>{children}</ul>
    </details>
  );
}

interface MenuLinkProps {
  readonly href: string;
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}

export function MenuLink({ href, isCurrent = false, children }: MenuLinkProps) {
  return (
    <li>
      <a href={href} aria-current={isCurrent ? 'true' : undefined}>
        {children}
      </a>
    </li>
  );
}

export function MenuItem({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}) {
  return (
    <li>
      <button type="button" onClick={onClick}>
        {children}
      </button>
    </li>
  );
}
