/** The frame of every screen: its heading, which gets the focus after a navigation, and its one clear action beside it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePortal } from '../app/context';

interface ScreenProps {
  readonly title: string;
  readonly subtitle?: ComponentChildren;
  /** Where a screen below another one leads back to. */
  readonly back?: { readonly href: string; readonly label: string };
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

let isFirst = true;

export function Screen({ title, subtitle, back, action, children }: ScreenProps) {
  const { config } = usePortal();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${config.name}`;
  }, [title]);
  useEffect(() => {
    // The first screen of a visit leaves the focus where the browser has it.
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  return (
    <>
      {back !== undefined && (
        <a class="back" href={back.href}>
          <span aria-hidden="true">← </span>
          {back.label}
        </a>
      )}
      <div class="screen-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {subtitle !== undefined && <p class="quiet">{subtitle}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
